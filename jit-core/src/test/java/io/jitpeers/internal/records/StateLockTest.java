package io.jitpeers.internal.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("peers");
  }

  /** Returns the output of another process. */
  private String other() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockProbe.class.getName(),
                file().toString())
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  @Test
  void anotherProcessIsRefusedForAsLongAsItIsHeld() throws Exception {
    try (StateLock lock = StateLock.acquire(file())) {
      assertThat(lock).isNotNull();
      // The refusal must not release the lock of this process, as easily happens with POSIX locks.
      assertThatIOException().isThrownBy(() -> StateLock.acquire(file()));
      assertThat(other()).startsWith("the state file " + file() + " is in use by another gateway");
    }
    assertThat(other()).isEqualTo("got it: true");
    StateLock.acquire(file()).close();
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThatIOException().isThrownBy(() -> StateLock.acquire(folder.resolve("none/peers")));
  }
}

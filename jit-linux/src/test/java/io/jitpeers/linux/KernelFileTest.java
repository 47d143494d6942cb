package io.jitpeers.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelFileTest {
  @TempDir Path directory;

  private Path write(String text) throws Exception {
    return Files.writeString(directory.resolve("nfnetlink_queue"), text);
  }

  @Test
  void readsWhatIsThereNowHoweverLong() throws Exception {
    String many = "    7   4711     0 2  2048     1     2        3  1\n".repeat(1_000);
    Path path = write(many);
    try (KernelFile file = KernelFile.open(path.toString())) {
      assertThat(file.read()).isEqualTo(many);
      assertThat(file.read()).isEqualTo(many);
      write("");
      assertThat(file.read()).isEmpty();
      write("x".repeat(4096));
      assertThat(file.read()).hasSize(4096);
    }
  }

  @Test
  void aThreadThatIsInterruptedReadsAsWellAndSpoilsNothing() throws Exception {
    try (KernelFile file = KernelFile.open(write("now").toString())) {
      Thread.currentThread().interrupt();
      assertThat(file.read()).isEqualTo("now");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(file.read()).isEqualTo("now");
    }
  }
}

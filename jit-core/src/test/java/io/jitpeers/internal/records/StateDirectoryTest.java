package io.jitpeers.internal.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  @TempDir Path folder;

  private void assumePosix() throws Exception {
    assumeThat(Files.getFileStore(folder).supportsFileAttributeView("posix")).isTrue();
  }

  @Test
  void aFolderIsMadeForItsOwnerAlone() throws Exception {
    Path path = folder.resolve("a/b");
    StateDirectory directory = StateDirectory.open(path);
    assertThat(path).isDirectory();
    assertThat(directory).hasToString(path.toString());
    assertThat(directory.file("peers", PublicKey.ofBytes(new byte[32])))
        .isEqualTo(path.resolve("peers-" + "0".repeat(64)));
    assumePosix();
    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aFileIsRefused() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatIOException()
        .isThrownBy(() -> StateDirectory.open(file))
        .withMessage("the state directory %s is a file; name a folder in state.directory", file);
    assertThatIOException()
        .isThrownBy(() -> StateDirectory.open(file.resolve("below")))
        .withMessageStartingWith(
            "the state directory " + file.resolve("below") + " cannot be created")
        .withMessageContaining("install -d -m 700 -o USER " + file.resolve("below"));
  }

  @Test
  void aFolderThatCannotBeWrittenToIsRefused() throws Exception {
    Path path = Files.createDirectory(folder.resolve("sealed"));
    assertThatIOException()
        .isThrownBy(() -> StateDirectory.open(path, folder -> !folder.equals(path)))
        .withMessageStartingWith(
            "the state directory " + path + " cannot be written to by this user; create it");
  }

  @Test
  void warnsIfOthersCanWrite() throws Exception {
    assumePosix();
    Path path = Files.createDirectory(folder.resolve("open"));
    for (String permissions : new String[] {"rwxrwx---", "rwx---rwx"}) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
      try (CapturedLog log = CapturedLog.of(StateDirectory.class)) {
        StateDirectory.open(path);
        assertThat(log.messages(Level.WARN)).singleElement().asString().contains("chmod 700");
      }
    }
  }
}

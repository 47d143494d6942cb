package io.jitpeers.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFailuresTest {
  @TempDir Path folder;

  /** What the JDK throws here, explained. */
  private static String reading(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      throw new AssertionError(file + " was read, " + content.length + " bytes");
    } catch (IOException e) {
      return FileFailures.reason(file, e);
    }
  }

  @Test
  void missingFile() {
    assertThat(reading(folder.resolve("none")))
        .isEqualTo("does not exist; correct the path, or create it");
  }

  @Test
  void missingFileWithARelativeName() {
    Path here = Path.of("").toAbsolutePath();
    assertThat(reading(Path.of("no-such-file")))
        .isEqualTo("does not exist in " + here + "; name it with its whole path, or create it");
  }

  @Test
  void missingFolder() {
    assertThat(reading(folder.resolve("no/file")))
        .isEqualTo(
            "does not exist, nor does its folder "
                + folder.resolve("no")
                + "; correct the path, or create both");
  }

  @Test
  void danglingLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("target"));
    assertThat(reading(link)).startsWith("is a link to a file that does not exist; ");
  }

  @Test
  void folderInPlaceOfAFile() {
    assertThat(reading(folder)).isEqualTo("is a folder; name the file in it");
  }

  /** Root may read everything, so that the JDK's exception is made here. */
  @Test
  void missingPermission() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(FileFailures.reason(file, new AccessDeniedException(file.toString())))
        .startsWith("may not be read by this process; ")
        .contains("chown or chmod");
  }

  @Test
  void linksInACircle() throws Exception {
    Path link = folder.resolve("circle");
    Files.createSymbolicLink(link, link);
    assertThat(reading(link)).startsWith("cannot be read: ").doesNotContain(link.toString());
  }

  @Test
  void whateverElse() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(
            FileFailures.reason(file, new FileSystemException("file", null, "Too many open files")))
        .isEqualTo("cannot be read: Too many open files");
    assertThat(FileFailures.reason(file, new IOException("Input/output error")))
        .isEqualTo("cannot be read: Input/output error");
    assertThat(FileFailures.reason(file, new IOException()))
        .isEqualTo("cannot be read: IOException");
  }
}

package io.jitpeers.examples.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryPathsTest {
  @TempDir private Path root;

  @Test
  void theFoldersThatExistAreNamed() throws Exception {
    Path own = Files.createDirectories(root.resolve("usr/lib/x86_64-linux-gnu"));
    Path all = root.resolve("usr/lib");
    Files.createFile(own.resolve("libc.so.6"));

    assertThat(LibraryPaths.folders(root, "amd64")).hasValue(own + File.pathSeparator + all);
  }

  @Test
  void aSystemWithItsCLibraryElsewhereIsLeftToJna() throws Exception {
    Files.createDirectories(root.resolve("usr/lib64"));

    assertThat(LibraryPaths.folders(root, "amd64")).isEmpty();
    assertThat(LibraryPaths.folders(root, "riscv64")).isEmpty();
  }
}

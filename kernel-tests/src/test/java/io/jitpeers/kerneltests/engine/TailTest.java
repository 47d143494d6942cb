package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailTest {
  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();
  private Path file;
  private Tail tail;

  @BeforeEach
  void follow() {
    file = folder.resolve("file");
    tail = new Tail(file, lines::add);
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void fileMayAppearLate() throws IOException {
    tail.read();
    append("one\n");
    tail.read();

    assertThat(lines).containsExactly("one");
  }

  @Test
  void linesArePassedOnOnceAndWhole() throws IOException {
    append("one\ntwo\nthr");
    tail.read();
    assertThat(lines).containsExactly("one", "two");

    append("ee \u00e9\n\n");
    tail.read();
    tail.readRest();
    assertThat(lines).containsExactly("one", "two", "three \u00e9", "");
  }

  @Test
  void restIsPassedOnAtTheEnd() throws IOException {
    append("one\nrest");
    tail.readRest();
    tail.readRest();

    assertThat(lines).containsExactly("one", "rest");
  }

  @Test
  void longFilesAreReadToTheirEnd() throws IOException {
    append("x".repeat(99).concat("\n").repeat(10_000));
    tail.read();

    assertThat(lines).hasSize(10_000).allMatch(line -> line.length() == 99);
  }
}

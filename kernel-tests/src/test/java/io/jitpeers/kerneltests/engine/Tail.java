package io.jitpeers.kerneltests.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Follows a file that another process appends to. Only complete lines are passed on. */
public final class Tail {
  private final Path path;
  private final Consumer<String> lines;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long position;

  /**
   * Creates a tail that starts at the beginning of the file.
   *
   * @param path the file, which need not exist yet
   * @param lines receives each line
   */
  public Tail(Path path, Consumer<String> lines) {
    this.path = path;
    this.lines = lines;
  }

  /** Passes on new lines. A missing file counts as empty. */
  public void read() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      while (file.read(buffer.clear(), position) > 0) {
        buffer.flip();
        position += buffer.remaining();
        split();
      }
    }
  }

  /** Passes on new lines, and the text after the last line terminator. */
  public void readRest() throws IOException {
    read();
    if (line.size() > 0) {
      pass();
    }
  }

  private void split() {
    while (buffer.hasRemaining()) {
      byte b = buffer.get();
      if (b == '\n') {
        pass();
      } else {
        line.write(b);
      }
    }
  }

  private void pass() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    lines.accept(text);
  }
}

package io.jitpeers.kerneltests.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A tcpdump that prints one packet and ends: an independent decoder of a frame. */
final class Tcpdump implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path output;
  private final Process process;

  private Tcpdump(Path output, Process process) {
    this.output = output;
    this.process = process;
  }

  /** Prints the first packet to the watched port that arrives from now on. */
  static Tcpdump start(NetNamespace namespace) throws IOException {
    Path output = Files.createTempFile("tcpdump", ".out");
    ProcessBuilder command =
        new ProcessBuilder("ip", "netns", "exec", namespace.name(), "tcpdump", "-i", Wire.DEVICE);
    command.command().addAll(List.of("-n", "-vv", "-c", "1", "--immediate-mode"));
    command.command().add("udp dst port " + Wire.PORT);
    command.redirectErrorStream(true).redirectOutput(output.toFile());
    Tcpdump started = new Tcpdump(output, command.start());
    started.await("listening on");
    return started;
  }

  /** Returns its output, once that packet has arrived. */
  String packet() {
    await("1 packet captured");
    return text();
  }

  private void await(String words) {
    boolean there = Await.until(PATIENCE, () -> text().contains(words) || !process.isAlive());
    assertThat(text()).as("tcpdump's output; in time: %s", there).contains(words);
  }

  private String text() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    Files.delete(output);
  }
}

package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A client that pings the gateway at a steady pace until it is stopped. Its output goes to a file.
 */
public final class SteadyPing implements AutoCloseable {
  private static final Pattern ANSWERED = Pattern.compile("icmp_seq=(\\d+) ttl=");
  private static final Pattern ANSWERED_AT =
      Pattern.compile("\\[(\\d+\\.\\d+)] .* icmp_seq=\\d+ ttl=");

  private final Client client;
  private final Path printed;
  private final Process process;

  private SteadyPing(Client client, Path printed, Process process) {
    this.client = client;
    this.printed = printed;
    this.process = process;
  }

  /**
   * Starts to ping.
   *
   * @param every the interval, in the syntax of ping(8)
   * @param folder the folder for its file
   */
  public static SteadyPing start(Client client, String every, Path folder) {
    Path printed = folder.resolve("ping-" + client.device());
    try {
      Process process =
          new ProcessBuilder(
                  "ip",
                  "netns",
                  "exec",
                  client.where().name(),
                  "ping",
                  "-D",
                  "-i" + every,
                  "-I" + client.device(),
                  client.gateway().address())
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile())
              .start();
      return new SteadyPing(client, printed, process);
    } catch (IOException e) {
      throw new UncheckedIOException("ping did not start", e);
    }
  }

  /** Returns the sequence numbers of the answered pings so far, from 1. */
  public List<Integer> answered() {
    return ANSWERED.matcher(text()).results().map(line -> Integer.valueOf(line.group(1))).toList();
  }

  /** Returns when the answers so far arrived, by the wall clock, in seconds since 1970. */
  public List<Double> answeredAt() {
    return ANSWERED_AT
        .matcher(text())
        .results()
        .map(line -> Double.valueOf(line.group(1)))
        .toList();
  }

  private String text() {
    try {
      return Files.readString(printed, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until a ping of its own is answered, which is sent from now on, and then for an answer to
   * a steady ping. The next answer to a steady ping alone may belong to one that was sent before.
   */
  public void awaitAnswer() {
    int before = answered().size();
    if (!Await.until(Commands.TIMEOUT, () -> client.ping(1).isPresent())
        || !Await.until(Commands.TIMEOUT, () -> answered().size() > before)) {
      throw new AssertionError(client + " is not answered any more: " + text());
    }
  }

  /** Returns the sequence numbers of pings that were not answered although a later one was. */
  public List<Integer> lost() {
    List<Integer> lost = new ArrayList<>();
    int expected = 1;
    for (int number : answered().stream().sorted().distinct().toList()) {
      while (expected < number) {
        lost.add(expected++);
      }
      expected++;
    }
    return lost;
  }

  /** Stops. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(Commands.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}

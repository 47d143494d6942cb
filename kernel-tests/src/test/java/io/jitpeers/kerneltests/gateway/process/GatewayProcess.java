package io.jitpeers.kerneltests.gateway.process;

import io.jitpeers.kerneltests.support.NetNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code jit-examples.jar gateway}. */
public final class GatewayProcess implements AutoCloseable {
  private static final String STARTED = "gateway started";

  /** Flags with which it looks every second, and evicts also whose session can be used still. */
  public static final List<String> YOUNG_SESSIONS_EVICTED =
      set("eviction.accept-session-loss=true", "eviction.lossless-floor=1s", "eviction.every=1s");

  /** A control plane on a slow machine is not one that is away. */
  private static final List<String> PATIENT =
      set(
          "config-source.http.connect-timeout=1m",
          "config-source.http.deadline=1m",
          "provisioning.lookup-deadline=1m",
          "provisioning.pending-deadline=2m");

  private final NetNamespace where;
  private final int statusPort;
  private final ExamplesProcess process;

  private GatewayProcess(NetNamespace where, int statusPort, ExamplesProcess process) {
    this.where = where;
    this.statusPort = statusPort;
    this.process = process;
  }

  /** Flags for settings, each a name and a value. */
  public static List<String> set(String... settings) {
    return Stream.of(settings).flatMap(setting -> Stream.of("--set", setting)).toList();
  }

  /**
   * Starts one, which is not to be waited for.
   *
   * @param statusPort of its local server
   */
  public static GatewayProcess launch(
      NetNamespace where, String label, int statusPort, List<String> flags) {
    List<String> patiently = new ArrayList<>(PATIENT);
    patiently.addAll(flags);
    return launchAsIs(where, label, statusPort, patiently);
  }

  /**
   * The same with the program's own deadlines, for what depends on how long it waits for the
   * control plane.
   */
  public static GatewayProcess launchAsIs(
      NetNamespace where, String label, int statusPort, List<String> flags) {
    List<String> arguments =
        new ArrayList<>(List.of("gateway", "--status-address", "127.0.0.1:" + statusPort));
    arguments.addAll(flags);
    return new GatewayProcess(where, statusPort, ExamplesProcess.start(where, label, arguments));
  }

  /** Waits until it is ready for clients. */
  public GatewayProcess awaitStarted() {
    process.awaitOutput(STARTED);
    return this;
  }

  /** The process. */
  public ExamplesProcess process() {
    return process;
  }

  /** What its status page knows, as JSON. */
  public String status() {
    return LocalHttp.get(where, statusPort, "/status.json");
  }

  /** What Prometheus would get. */
  public String metrics() {
    return LocalHttp.get(where, statusPort, "/metrics");
  }

  /**
   * The sum of a meter over all interfaces, by the name that Prometheus knows it by.
   *
   * @param tags values of tags that must be there, such as {@code installed} or {@code wg1}
   */
  public double metric(String name, String... tags) {
    return metricOf(metrics(), name, tags);
  }

  /** The same, of {@link #metrics} that were got before. */
  public static double metricOf(String metrics, String name, String... tags) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Stream.of(tags).allMatch(tag -> line.contains("\"" + tag + "\"")))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    process.close();
  }
}

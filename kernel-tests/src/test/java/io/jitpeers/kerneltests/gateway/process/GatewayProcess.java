package io.jitpeers.kerneltests.gateway.process;

import io.jitpeers.kerneltests.support.NetNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code jit-examples.jar gateway}. */
public final class GatewayProcess implements AutoCloseable {
  private static final String STARTED = "gateway started";

  /**
   * Flags with which the gateway sweeps every second, and also evicts peers whose session is still
   * usable.
   */
  public static final List<String> YOUNG_SESSIONS_EVICTED =
      set("eviction.accept-session-loss=true", "eviction.lossless-floor=1s", "eviction.every=1s");

  /** Settings under which a slow control plane does not count as unavailable. */
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

  /** Returns flags for settings, each given as name and value. */
  public static List<String> set(String... settings) {
    return Stream.of(settings).flatMap(setting -> Stream.of("--set", setting)).toList();
  }

  /**
   * Starts a gateway without waiting until it is ready.
   *
   * @param statusPort the port of its local server
   */
  public static GatewayProcess launch(
      NetNamespace where, String label, int statusPort, List<String> flags) {
    List<String> patiently = new ArrayList<>(PATIENT);
    patiently.addAll(flags);
    return launchAsIs(where, label, statusPort, patiently);
  }

  /**
   * Does the same with the program's own deadlines, for tests that depend on how long it waits for
   * the control plane.
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

  /** Returns the process. */
  public ExamplesProcess process() {
    return process;
  }

  /** Returns the data of its status page, as JSON. */
  public String status() {
    return LocalHttp.get(where, statusPort, "/status.json");
  }

  /** Returns its metrics in the Prometheus format. */
  public String metrics() {
    return LocalHttp.get(where, statusPort, "/metrics");
  }

  /**
   * Returns the sum of a meter over all interfaces, by its Prometheus name.
   *
   * @param tags tag values that must be present, such as {@code installed} or {@code wg1}
   */
  public double metric(String name, String... tags) {
    return metricOf(metrics(), name, tags);
  }

  /** Returns the same sum from the given {@link #metrics}. */
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

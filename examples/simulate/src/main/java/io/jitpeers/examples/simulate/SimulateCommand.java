package io.jitpeers.examples.simulate;

import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.examples.common.Progress;
import io.jitpeers.examples.common.Version;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code simulate}: recommends an idle threshold. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Applies the eviction policies to the traffic of many clients on simulated time. Simulates"
          + " each combination of an idle threshold (the idle time after which a peer is evicted)"
          + " and a time between sweeps (checks of all peers for eviction), and recommends one"
          + " combination. Needs no gateway and changes nothing.",
      "",
      "The traffic comes from a model, or from what a gateway recorded. The result is a table with"
          + " a line for each combination and these columns: the number of resident peers (mean and"
          + " most); the memory that the kernel needs for the most peers; the pulls, that is, the"
          + " lookups of peers at the control plane; the most pulls in a second, and their 99.9th"
          + " percentile, which only one second of 1,000 exceeds (p99.9/s); the share of installs"
          + " that follow an eviction of the same peer within ten minutes (again soon); how many of"
          + " these installs were for clients that still had a session and so lost packets"
          + " (interrupted); the duration of the longest sweep; and the share of the time in which"
          + " sweeps run (sweeping). The durations of sweeps are computed from measurements of"
          + " benchmarks/run.",
      "",
      "The recommended settings have the fewest resident peers on average among all settings that"
          + " keep these limits: no client is refused (see --max-peers), the kernel permits the"
          + " number of peers, no pull waits for more than a second (see --control-plane-rate), at"
          + " most --again-soon percent of the installs follow an eviction within ten minutes, and"
          + " sweeps run for at most a tenth of the time. The model has no clients with a"
          + " persistent keepalive. Such a client keeps its session young, so its peer stays: count"
          + " it as a client of the kind site (--mix).",
      "",
      "Ends with 0, with 1 if a file cannot be read or written, and with 2 for a mistake in the"
          + " command line."
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final double PERCENT = 100;
  private static final Duration FLOOR = EvictionPolicies.LOSSLESS_FLOOR;

  /**
   * The minimum number of sweeps in a simulation. Fewer sweeps would show little of the effect of
   * the time between sweeps (the cadence).
   */
  private static final int LEAST_SWEEPS = 10;

  private final PrintStream out;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "0..1")
  private Recorded recorded = new Recorded();

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--idle-after",
      split = ",",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "3m,5m,10m,20m,30m,1h",
      description = "The idle thresholds to simulate. Default: ${DEFAULT-VALUE}.")
  private List<Duration> thresholds = List.of();

  @Option(
      names = "--every",
      split = ",",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "1m,5m",
      description = "The times between two sweeps to simulate. Default: ${DEFAULT-VALUE}.")
  private List<Duration> cadences = List.of();

  @Option(
      names = "--max-peers",
      paramLabel = "N",
      description =
          "What if at most N peers may be resident? The simulated gateway then also has a capacity"
              + " policy with N as its hard limit. When N peers are resident, it refuses further"
              + " clients until the next sweep.")
  private @Nullable Integer maxPeers;

  @Option(
      names = "--control-plane-rate",
      paramLabel = "N",
      description =
          "What if the control plane answers only N lookups in a second, and further lookups wait?"
              + " Settings with which a lookup waits for more than a second are not recommended.")
  private @Nullable Integer rate;

  @Option(
      names = "--accept-session-loss",
      description =
          "What if sessions younger than 180 s were evicted too (eviction.accept-session-loss=true,"
              + " eviction.lossless-floor=0s)? Without this option, a session younger than 180 s"
              + " keeps its peer, whatever the idle threshold.")
  private boolean sessionLoss;

  @Option(
      names = "--again-soon",
      paramLabel = "PERCENT",
      defaultValue = "5",
      description =
          "The highest permitted share of installs that follow an eviction of the same peer within"
              + " ten minutes. Default: ${DEFAULT-VALUE} percent.")
  private double againSoon;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Write a chart of the number of resident peers over time to this file.")
  private @Nullable Path svg;

  /**
   * The options that take the traffic from recordings, or make up clients that fit a saved status.
   * Without any of these options, the traffic comes from a model of clients.
   */
  private static final class Recorded {
    @Option(
        names = "--session-log",
        split = ",",
        paramLabel = "FILE",
        description =
            "Take the traffic from session logs of gateways (gateway --session-log). See also"
                + " --recorded-idle-after. Session logs lack the sessions that had not ended yet.")
    private List<Path> sessionLogs = List.of();

    @Option(
        names = "--initiations",
        split = ",",
        paramLabel = "FILE",
        description =
            "Take the traffic from a capture of initiations, as \"identify --json\" writes it; -"
                + " reads standard input.")
    private List<Path> initiations = List.of();

    @Option(
        names = "--status",
        paramLabel = "FILE",
        description =
            "Take the traffic from a saved status.json of a gateway's status server: make up"
                + " clients that fit the last day in this file. See also --clients and"
                + " --recorded-idle-after.")
    private @Nullable Path status;
  }

  /** Creates a command that prints to standard output. */
  public SimulateCommand() {
    this(System.out);
  }

  SimulateCommand(PrintStream out) {
    this.out = out;
  }

  /**
   * Simulates and recommends settings.
   *
   * @return 0 if everything was printed and written, else 1
   * @throws InterruptedException if this thread is interrupted
   */
  @Override
  public Integer call() throws InterruptedException {
    requireInRange();
    try {
      simulate(trace());
      return 0;
    } catch (IOException e) {
      say(spec.qualifiedName() + ": " + e.getMessage());
      return FAILED;
    }
  }

  private void requireInRange() {
    require(maxPeers == null || maxPeers > 0, "--max-peers must be at least 1");
    require(rate == null || rate > 0, "--control-plane-rate must be at least 1");
    require(againSoon >= 0 && againSoon <= PERCENT, "--again-soon must be 0 to 100");
    require(
        sessionLoss || thresholds.stream().allMatch(after -> after.compareTo(FLOOR) >= 0),
        "--idle-after below 3m has no effect without --accept-session-loss: a session younger than"
            + " 180 s keeps its peer");
  }

  private void require(boolean condition, String sentence) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), sentence);
    }
  }

  private Trace trace() throws IOException {
    try {
      Clients clients = clients();
      say("sorting the periods of " + Texts.number(clients.count()) + " clients");
      return Trace.of(clients);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Clients clients() throws IOException {
    if (!recorded.sessionLogs.isEmpty()) {
      return told(Recordings.sessionLogs(recorded.sessionLogs));
    }
    if (!recorded.initiations.isEmpty()) {
      return told(Recordings.initiations(recorded.initiations));
    }
    return recorded.status == null ? model.clients() : model.clients(History.read(recorded.status));
  }

  private Clients told(RecordedClients clients) {
    if (clients.leftOut() > 0) {
      say(
          Texts.number(clients.leftOut())
              + " periods are left out: they are more than half a year from the others, so a clock"
              + " was wrong");
    }
    return clients;
  }

  private void simulate(Trace trace) throws IOException, InterruptedException {
    out.println(
        "Clients: "
            + Texts.number(trace.clients())
            + "; periods of traffic: "
            + Texts.number(trace.size())
            + "; days: "
            + Texts.decimal((double) trace.seconds() / DayCurve.DAY));
    List<Plan> plans =
        Simulations.plans(
            thresholdsThatShow(),
            cadencesThatFit(trace),
            maxPeers == null ? Integer.MAX_VALUE : maxPeers,
            sessionLoss ? Duration.ZERO : FLOOR);
    List<SimulationResult> results;
    try (Progress progress = Progress.of("plans simulated", spec.commandLine().getErr())) {
      AtomicInteger done = new AtomicInteger();
      results =
          Simulations.run(
              trace,
              plans,
              plan -> {
                progress.clear();
                say("simulated " + plan.text());
                progress.at(done.incrementAndGet(), plans.size());
              });
    }
    out.println();
    ResultTable.lines(results, rate).forEach(out::println);
    Recommendation recommendation =
        Recommendation.of(results, new Limits(againSoon / PERCENT, rate));
    print(recommendation);
    if (svg != null) {
      write(svg, HotSetSvg.of(results, recommendation.result().plan().every()));
    }
  }

  /**
   * Returns the idle thresholds that can be simulated. A gateway's session logs and status do not
   * reliably show pauses in a client's traffic that were shorter than the gateway's own idle
   * threshold. So with these sources, thresholds below the gateway's own are left out.
   */
  private List<Duration> thresholdsThatShow() {
    boolean all = recorded.sessionLogs.isEmpty() && recorded.status == null;
    Duration least = all ? Duration.ZERO : model.recordedIdleAfter();
    return kept(
        thresholds,
        after -> after.compareTo(least) >= 0,
        "the record does not show pauses shorter than --recorded-idle-after "
            + Texts.duration(least));
  }

  private List<Duration> cadencesThatFit(Trace trace) {
    return kept(
        cadences,
        every -> every.toSeconds() * LEAST_SWEEPS <= trace.seconds(),
        "the traffic is too short for " + LEAST_SWEEPS + " sweeps");
  }

  private List<Duration> kept(List<Duration> all, Predicate<Duration> usable, String reason) {
    List<Duration> kept = all.stream().filter(usable).toList();
    require(!kept.isEmpty(), "nothing can be simulated: " + reason);
    all.stream()
        .filter(usable.negate())
        .forEach(one -> say(Texts.duration(one) + " is left out: " + reason));
    return kept;
  }

  private static void write(Path file, String text) throws IOException {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + e, e);
    }
  }

  private void print(Recommendation recommendation) {
    out.println();
    out.println(
        recommendation.keepsLimits()
            ? "Recommended:"
            : "No settings keep all limits. The closest are:");
    recommendation.result().plan().settings().forEach(setting -> out.println("  " + setting));
    recommendation.reasons().forEach(reason -> out.println("- " + reason));
    out.flush();
  }

  /** Shows progress and mistakes on standard error. */
  private void say(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(what);
    err.flush();
  }
}

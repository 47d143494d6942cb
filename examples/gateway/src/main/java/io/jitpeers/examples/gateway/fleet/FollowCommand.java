package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.examples.common.ShutdownHook;
import io.jitpeers.examples.common.Version;
import io.jitpeers.examples.gateway.check.Programs;
import io.jitpeers.fleet.RedisFleetOptions;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code fleet follow}: reports which gateway has each peer, and keeps the routes to
 * the peers current.
 */
@Command(
    name = "follow",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Prints the line \"located KEY GATEWAY ENDPOINT PREFIX,PREFIX\" when a gateway of the fleet"
          + " gets a peer, and the line \"left KEY GATEWAY\" when no gateway has the peer any more."
          + " At the start, prints a line for each peer that a gateway already has. Prints these"
          + " lines again when the command may have missed changes, for example after a restart of"
          + " the engine (the Valkey or Redis server that the gateways share).",
      "",
      "With --routes, this machine gets a route for each allowed IP of each peer, to the gateway"
          + " that has the peer. The gateways' names must be the addresses at which this machine"
          + " reaches the gateways. This option needs root, or the capability CAP_NET_ADMIN, and"
          + " the program ip.",
      "",
      "Runs until a signal ends it. The routes stay after the end. Ends with 0 after a signal, with"
          + " 1 if the engine denies access, if a file cannot be read, or if the output cannot be"
          + " written, and with 2 for a mistake in the command line."
    })
final class FollowCommand extends DirectoryCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration IP_PATIENCE = Duration.ofSeconds(60);

  /**
   * Matches interface names that the kernel accepts, except names with a character that has a
   * special meaning for ip(8).
   */
  private static final Pattern INTERFACE = Pattern.compile("[^\\s/:#\"'\\\\]{1,15}");

  private final IpRoutes.Program program;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      description =
          "How often to read from the engine again which gateway has each peer; 60 by default. In"
              + " this way, the command notices that the record of a peer has expired, or that the"
              + " peer's endpoint is new. It then also tries again to change the routes that it"
              + " could not change before.")
  private int everySeconds = 60;

  @Option(
      names = "--keep-locations",
      paramLabel = "DURATION",
      description =
          "The value of the gateways' setting fleet.redis.keep-locations; 10m by default. If the"
              + " engine has lost the record of which gateway has a peer, the peer keeps its routes"
              + " for this time: a gateway that still has the peer renews the record within this"
              + " time.")
  private @Nullable String keepLocations;

  @Option(
      names = "--routes",
      description =
          "Keep this machine's routes to the peers current. These routes have the protocol number "
              + IpRoutes.PROTOCOL
              + " and the metric "
              + IpRoutes.METRIC
              + ", by which the command recognizes the routes of its earlier runs. Routes of other"
              + " programs with the same destinations stay, and the kernel prefers them if their"
              + " metric is lower.")
  private boolean routes;

  @Option(
      names = "--dev",
      paramLabel = "NAME",
      description = "The interface of the routes. By default, the kernel chooses it.")
  private @Nullable String device;

  @Option(
      names = "--default-routes",
      description = "Also make routes for the allowed IPs 0.0.0.0/0 and ::/0.")
  private boolean defaultRoutes;

  @Option(
      names = "--dry-run",
      description = "Print the commands that would change routes, and change nothing.")
  private boolean dryRun;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean unwritable;

  FollowCommand() {
    this(Surroundings.real(), (command, input) -> Programs.run(command, input, IP_PATIENCE));
  }

  FollowCommand(Surroundings surroundings, IpRoutes.Program program) {
    super(surroundings);
    this.program = program;
  }

  @Override
  void prepare() {
    if (everySeconds < 1) {
      throw mistake("--every must be at least 1, not " + everySeconds);
    }
    if (!routes && (dryRun || defaultRoutes || device != null)) {
      throw mistake("--dev, --default-routes and --dry-run are for --routes; give it, too");
    }
    if (device != null && !INTERFACE.matcher(device).matches()) {
      throw mistake("--dev must be the name of an interface, not \"" + device + "\"");
    }
  }

  @Override
  void adjust(RedisFleetOptions.Builder options) {
    if (keepLocations != null) {
      try {
        options.keepLocations(Settings.parseDuration(keepLocations));
      } catch (IllegalArgumentException e) {
        throw mistake("--keep-locations=" + keepLocations + ": " + e.getMessage());
      }
    }
  }

  @Override
  int use(FleetDirectory directory) throws InterruptedException {
    ShutdownHook hook = ShutdownHook.registerForService(this::stop, PATIENCE);
    PeerRoutes kept = routes ? new PeerRoutes(table(), defaultRoutes, err()) : null;
    try (Scheduler scheduler = Scheduler.singleThread("jit-fleet-follow");
        Follower follower =
            new Follower(
                directory,
                out(),
                err(),
                kept,
                this::stopUnwritable,
                new Follower.Clock(
                    scheduler, TimeSource.system(), Duration.ofSeconds(everySeconds)))) {
      follower.start();
      stopped.await();
    } finally {
      hook.close();
    }
    if (kept != null && kept.failures() > 0) {
      err().println(kept.failures() + " commands for routes failed since the start");
    }
    return unwritable ? fail("the changes can no longer be written") : 0;
  }

  private RouteTable table() {
    Optional<String> name = Optional.ofNullable(device);
    RouteTable real = new IpRoutes(program, name);
    return dryRun ? new DryRunRoutes(real, name, out()) : real;
  }

  private void stopUnwritable() {
    unwritable = true;
    stop();
  }

  /** Ends the command soon. */
  void stop() {
    stopped.countDown();
  }
}

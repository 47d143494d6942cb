package io.jitpeers.examples.gateway;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.examples.common.BearerToken;
import io.jitpeers.examples.common.SecretFile;
import io.jitpeers.examples.common.ShutdownHook;
import io.jitpeers.examples.common.Version;
import io.jitpeers.examples.gateway.check.Checks;
import io.jitpeers.examples.gateway.check.Findings;
import io.jitpeers.examples.gateway.init.GatewayInitCommand;
import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.examples.gateway.status.StatusServer;
import io.jitpeers.examples.gateway.systemd.ServiceManager;
import io.jitpeers.examples.gateway.webhook.Webhook;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code gateway}: provisions peers just in time on this machine's WireGuard
 * interfaces.
 */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Provisions peers just in time on WireGuard interfaces of this machine's kernel, until it is"
          + " interrupted. Captures handshake initiations, identifies their senders, pulls the"
          + " senders' configs from a control plane, installs the senders as peers, and evicts idle"
          + " peers. Needs root, or the capability CAP_NET_ADMIN and, with --source=pcap,"
          + " --wake-up or --recover=NAME, CAP_NET_RAW.",
      "",
      "Logs \"gateway started\" when it is ready, and notifies systemd if the variable"
          + " NOTIFY_SOCKET is set. SIGTERM and SIGINT end the gateway with 0 once the work under"
          + " way is done; the peers stay on their interfaces. Ends with 1 if it cannot start, and"
          + " with 2 for a wrong flag or setting."
    },
    subcommands = GatewayInitCommand.class,
    synopsisSubcommandLabel = "[COMMAND]")
public final class GatewayCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(GatewayCommand.class);
  private static final int FAILED = 1;
  private static final int MISTAKE = 2;

  /**
   * The time that closing may take in addition to the close deadline: 5 s for a hanging capture,
   * and 3 s for threads to end.
   */
  static final Duration CLOSING_MARGIN = Duration.ofSeconds(8);

  private final GatewayParts parts;
  private final CountDownLatch stop = new CountDownLatch(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private GatewayFlags flags = new GatewayFlags();

  @Option(
      names = "--check",
      description =
          "Only check whether the gateway would run: print a line for each finding, with ok, warn"
              + " or FAIL and a sentence. Ends with 0 if no check failed, and with 1 if one failed.")
  private boolean check;

  @Option(
      names = "--dry-run",
      description =
          "Run without changing the data plane, that is, the peers in the kernel: log which peers"
              + " the gateway would install, and how many peers it would evict. The kernel gets"
              + " every packet unchanged.")
  private boolean dryRun;

  /** Creates a command that runs on this machine's kernel. */
  public GatewayCommand() {
    this(GatewayParts.kernel());
  }

  GatewayCommand(GatewayParts parts) {
    this.parts = parts;
  }

  /**
   * Creates a command that runs without the kernel: with in-memory stores, and without packets. It
   * ends as soon as it has started. Used to record the classes for the class-data sharing (CDS)
   * archive, and to measure the start-up time.
   *
   * @return a new command
   */
  public static GatewayCommand inMemory() {
    GatewayCommand command = new GatewayCommand(MemoryParts.create());
    command.stop();
    return command;
  }

  /**
   * Runs a gateway until a signal arrives.
   *
   * @return 0 if it ran and was closed, 1 if it could not start, 2 for a wrong setting
   */
  @Override
  public Integer call() {
    try {
      GatewaySettings settings = flags.settings();
      if (check) {
        return check(settings);
      }
      Logging.configure(settings.logFormat());
      return run(settings);
    } catch (SettingsException e) {
      return fail(MISTAKE, String.valueOf(e.getMessage()));
    } catch (StoreException | UncheckedIOException e) {
      return fail(FAILED, String.valueOf(e.getMessage()));
    } catch (LinkageError e) {
      return fail(FAILED, "native code cannot be called from here: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail(FAILED, "interrupted");
    }
  }

  private int check(GatewaySettings settings) {
    Findings findings =
        new Checks(
                settings, parts.stores(), parts::packetSource, parts.machine(), TimeSource.system())
            .run();
    PrintWriter out = spec.commandLine().getOut();
    findings.all().forEach(out::println);
    out.flush();
    return findings.wouldRun() ? 0 : FAILED;
  }

  private int run(GatewaySettings settings) throws StoreException, InterruptedException {
    List<String> forgetting = settings.forgettingInterfaces();
    if (!forgetting.isEmpty() && !dryRun) {
      log.atWarn()
          .addKeyValue("interfaces", forgetting)
          .log(
              "a handshake recorded before a restart can be replayed once after it; set"
                  + " --state-directory");
    }
    Duration patience = settings.closeDeadline().plus(CLOSING_MARGIN);
    ShutdownHook hook = ShutdownHook.registerForService(stop::countDown, patience);
    // The session log and the webhook are closed last, because sessions end while the gateway is
    // closing. A dry run opens neither: it may run beside a gateway, and would report that
    // gateway's sessions a second time.
    try (SessionFile sessions =
            dryRun ? null : settings.sessionLog().map(SessionFile::open).orElse(null);
        Webhook webhook = dryRun ? null : webhook(settings)) {
      Gateway gateway = new GatewayAssembly(settings, parts, dryRun).assemble();
      if (webhook != null) {
        gateway.orchestrators().forEach((name, one) -> one.addListener(webhook.listener(name)));
      }
      if (sessions != null) {
        gateway.orchestrators().forEach((name, orchestrator) -> log(name, orchestrator, sessions));
      }
      try {
        serve(gateway, settings, webhook);
      } finally {
        gateway.close();
      }
      Totals.log(gateway);
      return 0;
    } finally {
      hook.close();
    }
  }

  private void serve(Gateway gateway, GatewaySettings settings, @Nullable Webhook webhook)
      throws StoreException, InterruptedException {
    // The status server is opened before the gateway starts, so that the status page shows the
    // start too.
    try (ServiceManager manager =
            ServiceManager.of(parts.environment(), Scheduler.singleThread("service-manager"));
        StatusServer status = statusServer(gateway, settings)) {
      if (status != null && webhook != null) {
        status.add(webhook);
      }
      gateway.start();
      log.atInfo()
          .addKeyValue("interfaces", gateway.listenPorts())
          .addKeyValue("source", settings.packetSource())
          .addKeyValue("status", status == null ? "off" : status.uri())
          .addKeyValue("dry_run", dryRun)
          .log("gateway started");
      Map<String, JitOrchestrator> all = gateway.orchestrators();
      manager.ready(() -> ServiceStatus.isAlive(all), () -> ServiceStatus.of(all));
      stop.await();
      manager.stopping();
      log.info("gateway stopping");
    }
  }

  private static @Nullable Webhook webhook(GatewaySettings settings) {
    if (settings.webhook().isEmpty()) {
      return null;
    }
    try {
      String secret = SecretFile.read(settings.webhookSecretFile().orElseThrow());
      return Webhook.to(settings.webhook().get(), secret, TimeSource.system());
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(
          "the settings gateway.webhook and gateway.webhook-secret-file cannot be used: "
              + e.getMessage(),
          e);
    }
  }

  private static void log(String name, JitOrchestrator orchestrator, SessionFile sessions) {
    orchestrator.addListener(new SessionLog(name, sessions::append, TimeSource.system()));
  }

  private static @Nullable StatusServer statusServer(Gateway gateway, GatewaySettings settings) {
    @Nullable BearerToken token =
        settings.operatorTokenFile().map(GatewayCommand::token).orElse(null);
    return settings
        .statusAddress()
        .map(at -> new StatusServer(gateway.orchestrators(), at, TimeSource.system(), token))
        .orElse(null);
  }

  private static BearerToken token(Path file) {
    try {
      return new BearerToken(SecretFile.readToken(file));
    } catch (IOException e) {
      throw new SettingsException(
          "the setting gateway.operator-token-file cannot be used: " + e.getMessage(), e);
    }
  }

  /** Ends {@link #call} soon, like a signal. Thread-safe. */
  void stop() {
    stop.countDown();
  }

  private int fail(int exitCode, String reason) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + reason);
    err.flush();
    return exitCode;
  }
}

package io.jitpeers.examples.controlplane;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.jitpeers.examples.common.SecretFile;
import io.jitpeers.examples.common.ShutdownHook;
import io.jitpeers.examples.common.Version;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code control-plane}: serves the peers of a database to gateways. */
@Command(
    name = "control-plane",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Serves the peers of an SQLite file to gateways over HTTP until it is interrupted, and prints"
          + " \"listening on URL\" when ready. The commands under \"peer\" edit the file. Ends"
          + " with 0 on SIGTERM and SIGINT, with 1 if it could not serve, and with 2 for a mistake"
          + " in the command line."
    },
    subcommands = PeerCommand.class,
    synopsisSubcommandLabel = "[COMMAND]")
public final class ControlPlaneCommand extends DatabaseCommand {
  private static final Logger log = LoggerFactory.getLogger(ControlPlaneCommand.class);

  /**
   * The time limit for closing. It exceeds the time that the server waits for requests that are
   * being answered.
   */
  private static final Duration TIME_TO_CLOSE = Duration.ofSeconds(10);

  private final CountDownLatch stopped = new CountDownLatch(1);

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      description =
          "The IP address and the port to listen on, such as [::1]:8080 for IPv6; port 0 selects a"
              + " free port. Default: 127.0.0.1:8080.")
  private String listen = "127.0.0.1:8080";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "The file with the bearer token that gateways must send. Required unless --listen has a"
              + " loopback address.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--max-age",
      paramLabel = "SECONDS",
      description =
          "How long gateways may use a config without asking again. Default: ${DEFAULT-VALUE}.")
  private int maxAge = ServerOptions.MAX_AGE;

  @Option(
      names = "--stale-if-error",
      paramLabel = "SECONDS",
      description =
          "How much longer gateways may use a config while this control plane fails. Default:"
              + " ${DEFAULT-VALUE}.")
  private int staleIfError = ServerOptions.STALE_IF_ERROR;

  @Option(
      names = "--negative-max-age",
      paramLabel = "SECONDS",
      description =
          "How long gateways may remember that there is no peer for a key. Default:"
              + " ${DEFAULT-VALUE}.")
  private int negativeMaxAge = ServerOptions.NEGATIVE_MAX_AGE;

  @Option(
      names = "--s-maxage",
      paramLabel = "SECONDS",
      description =
          "How long a shared HTTP cache may answer with a stored config before the cache asks this"
              + " control plane again. Needs --token-file. Without this option, shared caches must"
              + " not store answers, because answers contain preshared keys.")
  private @Nullable Integer sharedMaxAge;

  @Option(
      names = "--stale-while-revalidate",
      paramLabel = "SECONDS",
      description =
          "With --s-maxage: how much longer a shared cache may answer with a stored config while"
              + " the cache asks for a new one. Default: ${DEFAULT-VALUE}.")
  private int staleWhileRevalidate = SharedCaching.STALE_WHILE_REVALIDATE;

  @Option(
      names = "--change-streams",
      paramLabel = "COUNT",
      description =
          "How many gateways can follow the stream of changes (GET /changes) at the same time; 0"
              + " for none. Default: ${DEFAULT-VALUE}.")
  private int changeStreams = ServingLimits.STREAMS;

  /** Creates the command; called by picocli. */
  public ControlPlaneCommand() {}

  @Override
  int run() throws IOException {
    ServerOptions options = options();
    boolean isNew = !Files.exists(database());
    DatabaseFile file = DatabaseFile.openOrCreate(database());
    if (isNew) {
      say("created the database " + database() + ", which has no peers yet");
    }
    ShutdownHook hook = ShutdownHook.registerForService(stopped::countDown, TIME_TO_CLOSE);
    try (DatabaseServer running =
        DatabaseServer.start(file, options, ServingLimits.DEFAULTS.withStreams(changeStreams))) {
      ControlPlaneServer server = running.server();
      log.info("serving {} on {}", database(), server.uri());
      print("listening on " + server.uri() + "\n");
      stopped.await();
      say(summary(server.requests()));
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("it was interrupted");
    } finally {
      hook.close();
    }
  }

  private static String summary(ControlPlaneServer.Requests requests) {
    return String.format(
        "%d requests: found %d; not modified %d; not found %d; wrong token %d; invalid %d; failed"
            + " %d; streams of changes %d; tokens checked %d",
        requests.total(),
        requests.found(),
        requests.notModified(),
        requests.notFound(),
        requests.refused(),
        requests.invalid(),
        requests.failed(),
        requests.streams(),
        requests.tokens());
  }

  /** Ends {@link #call}. Called by any thread, for example by a signal handler. */
  void stop() {
    stopped.countDown();
  }

  private ServerOptions options() throws IOException {
    InetSocketAddress address = address();
    if (tokenFile == null && !address.getAddress().isLoopbackAddress()) {
      throw mistake(
          "--listen "
              + listen
              + " can be reached by others, who could read preshared keys: give a --token-file",
          null);
    }
    if (maxAge < 0 || staleIfError < 0 || negativeMaxAge < 0 || changeStreams < 0) {
      throw mistake(
          "--max-age, --stale-if-error, --negative-max-age and --change-streams cannot be below 0",
          null);
    }
    String token = tokenFile == null ? null : SecretFile.readToken(tokenFile);
    return new ServerOptions(
        address, token, maxAge, staleIfError, negativeMaxAge, sharedCaching(token));
  }

  private @Nullable SharedCaching sharedCaching(@Nullable String token) {
    if (sharedMaxAge == null) {
      return null;
    }
    SharedCaching shared = new SharedCaching(sharedMaxAge, staleWhileRevalidate);
    if (sharedMaxAge < 0 || staleWhileRevalidate < 0 || shared.oldestSeconds() >= maxAge) {
      throw mistake(
          "--s-maxage and --stale-while-revalidate together must be below --max-age, or gateways"
              + " get configs that are no longer fresh; they are "
              + sharedMaxAge
              + ", "
              + staleWhileRevalidate
              + " and "
              + maxAge,
          null);
    }
    if (token == null) {
      throw mistake("--s-maxage needs a --token-file, so that caches can check who asks", null);
    }
    return shared;
  }

  private InetSocketAddress address() {
    try {
      HostAndPort parts = HostAndPort.fromString(listen);
      return new InetSocketAddress(InetAddresses.forString(parts.getHost()), parts.getPort());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw mistake(
          "--listen must be an address and a port, such as 127.0.0.1:8080, not " + listen, e);
    }
  }
}

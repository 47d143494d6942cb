package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * Executes the commands of the actuator endpoint {@code jitpeers}, and logs each command.
 * Thread-safe.
 */
final class EndpointCommands {
  private static final Logger log = LoggerFactory.getLogger(EndpointCommands.class);

  /** How long a request waits for its command. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final JitOrchestrator orchestrator;

  EndpointCommands(JitOrchestrator orchestrator) {
    this.orchestrator = orchestrator;
  }

  /** Executes a command, and returns its result. */
  Map<String, Object> execute(String command, @Nullable PublicKey key, boolean dryRun) {
    try {
      Map<String, Object> result = executed(command, key, dryRun);
      log.atInfo()
          .addKeyValue("command", command)
          .addKeyValue("peer", key)
          .addKeyValue("result", result)
          .log("an operator's command was executed");
      return result;
    } catch (IllegalStateException e) {
      log.atWarn()
          .addKeyValue("command", command)
          .addKeyValue("peer", key)
          .setCause(e)
          .log("an operator's command failed or takes long");
      throw e;
    }
  }

  private Map<String, Object> executed(String command, @Nullable PublicKey key, boolean dryRun) {
    return switch (command) {
      case "evict" -> result("evicted", await(orchestrator.evict(needed(key))));
      case "revoke" -> result("revoked", await(orchestrator.revoke(needed(key))));
      case "forget-timestamp" ->
          result("forgotten", await(orchestrator.forgetTimestamp(needed(key))));
      case "pin" -> pin(needed(key), true);
      case "unpin" -> pin(needed(key), false);
      case "sweep" -> sweep(await(dryRun ? orchestrator.evictDryRun() : orchestrator.evictNow()));
      case "release-brake" -> result("evicted", orchestrator.releaseBrake());
      case "pause-eviction" -> pause(true);
      case "resume-eviction" -> pause(false);
      default ->
          throw new InvalidEndpointRequestException(
              "unknown command",
              "the command must be evict, revoke, pin, unpin, forget-timestamp, sweep,"
                  + " release-brake, pause-eviction or resume-eviction");
    };
  }

  private Map<String, Object> pin(PublicKey key, boolean pinned) {
    if (pinned) {
      orchestrator.pin(key);
    } else {
      orchestrator.unpin(key);
    }
    return result("pinned", pinned);
  }

  private Map<String, Object> pause(boolean paused) {
    if (paused) {
      orchestrator.pauseEviction();
    } else {
      orchestrator.resumeEviction();
    }
    return result("paused", paused);
  }

  private static Map<String, Object> sweep(SweepReport sweep) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("dryRun", sweep.dryRun());
    report.put("listed", sweep.listed());
    report.put("evicted", EndpointReport.counts(sweep.evicted()));
    report.put("heldBack", EndpointReport.counts(sweep.heldBack()));
    report.put("resident", sweep.resident());
    report.put("seconds", EndpointReport.seconds(sweep.totalTime()));
    return report;
  }

  private static Map<String, Object> result(String name, Object value) {
    return Map.of(name, value);
  }

  private static PublicKey needed(@Nullable PublicKey key) {
    if (key == null) {
      throw new InvalidEndpointRequestException("no key", "this command needs a key");
    }
    return key;
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the command failed: " + e.getMessage(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "the command takes longer than " + PATIENCE.toSeconds() + " s, and continues", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the command continues", e);
    }
  }
}

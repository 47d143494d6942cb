package io.jitpeers;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.PipelineConfig;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.statistics.JitStatistics;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that an orchestrator started, with its parts, and that it ended: one line each. Parts are
 * named by their classes, because their own texts may contain secrets. Thread-safe.
 */
final class LifeLog {
  private static final Logger log = LoggerFactory.getLogger(JitOrchestrator.class);
  private static final int LONGEST_NAME = 200;

  private final PipelineConfig config;
  private final Supplier<JitStatistics> statistics;
  private boolean announced;
  private boolean ended;
  private long startedAt;

  LifeLog(PipelineConfig config, Supplier<JitStatistics> statistics) {
    this.config = config;
    this.statistics = statistics;
  }

  /** Logs the start. An exception of a part that cannot be named does not fail the start. */
  synchronized void started(Optional<DeviceStatus> device) {
    startedAt = config.time().nanoTime();
    announced = true;
    try {
      log.info(
          "started on {}: packets from {}; configs from {}; {} peers in {}; evicts by {}, {};"
              + " first packets: {}; replay memory: {}; a source may send {} initiations a second"
              + " (burst {}), all together {}; state directory: {}",
          device.map(LifeLog::text).orElse("a device that cannot be read"),
          sources(),
          name(config.configSource()),
          statistics.get().resident(),
          name(config.store()),
          described(config.evictionPolicy()),
          described(config.evictionOptions().schedule()),
          config.provisioningOptions().firstPacket(),
          replayMemory(),
          config.admissionOptions().perSourceRate(),
          config.admissionOptions().perSourceBurst(),
          config.admissionOptions().globalRate(),
          config.startOptions().stateDirectory().map(Object::toString).orElse("none"));
    } catch (RuntimeException | Error e) {
      log.warn("started; a part could not be named", e);
    }
    if (ended) {
      logEnd();
    }
  }

  /** Logs the end, if the start was logged or is about to be. */
  synchronized void ended() {
    ended = true;
    if (announced) {
      logEnd();
    }
  }

  private void logEnd() {
    try {
      JitStatistics last = statistics.get();
      Duration ran = Duration.ofNanos(config.time().nanoTime() - startedAt);
      log.info(
          "ended after {}, closed by the thread {}: {} packets received, {} peers installed, {}"
              + " evicted, {} lookups; {} peers stay on the device",
          ran.truncatedTo(ChronoUnit.MILLIS),
          Thread.currentThread().getName(),
          last.received(),
          last.count(Outcome.INSTALLED),
          last.evictions().values().stream().mapToLong(Long::longValue).sum(),
          last.lookups().asked(),
          last.resident());
    } catch (RuntimeException | Error e) {
      log.warn("ended; its counters could not be read", e);
    }
  }

  private static String text(DeviceStatus device) {
    return device.name()
        + ", port "
        + (device.listenPort() == 0 ? "none" : device.listenPort())
        + ", public key "
        + device.publicKey();
  }

  private String sources() {
    String names =
        config.packetSources().stream()
            .map(PacketSource::name)
            .collect(Collectors.joining(", ", "[", "]"));
    return config.outboundSource() == null
        ? names
        : names + ", wake-ups from " + config.outboundSource().name();
  }

  private String replayMemory() {
    if (config.replayMemory() != null) {
      return name(config.replayMemory());
    }
    return config.replayStore() == null ? "in memory only" : name(config.replayStore());
  }

  /** Returns the name of a part's class; for a lambda, of the class that contains it. */
  private static String name(Object part) {
    String name = part.getClass().getName();
    int lambda = name.indexOf("$$");
    String simple = name.substring(name.lastIndexOf('.', lambda < 0 ? name.length() : lambda) + 1);
    return lambda < 0 ? simple : "a lambda of " + simple.substring(0, simple.indexOf("$$"));
  }

  /** Returns the text of a policy or a schedule, or its class if it has none. */
  private static String described(Object part) {
    String text = String.valueOf(part);
    boolean hasText = !text.contains(part.getClass().getName());
    return hasText && text.length() <= LONGEST_NAME ? text : name(part);
  }
}

package io.jitpeers;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.PipelineConfig;
import io.jitpeers.internal.PipelineStatistics;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.statistics.DeviceStatus;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the start and the end of an orchestrator, each in one line. The first line lists the
 * orchestrator's parts. Most parts are named by their classes, because the result of a part's
 * {@code toString} may contain secrets. Thread-safe.
 */
final class LifeLog {
  private static final Logger log = LoggerFactory.getLogger(JitOrchestrator.class);
  private static final int LONGEST_NAME = 200;

  private static final String UNKNOWN = "unknown";

  private final PipelineConfig config;
  private final PipelineStatistics counters;
  private boolean announced;
  private boolean ended;
  private long startedAt;

  LifeLog(PipelineConfig config, PipelineStatistics counters) {
    this.config = config;
    this.counters = counters;
  }

  /** Logs the start. A part that cannot be named is logged as unknown. */
  synchronized void started(Optional<DeviceStatus> device) {
    startedAt = now();
    announced = true;
    log.info(
        "started on {}: packets from {}; configs from {}; {} peers in {}; eviction: {}, {};"
            + " first packets: {}; X25519: {}; replay memory: {}; a source may send {} initiations"
            + " a second (burst {}), all sources together {}; state directory: {}",
        device.map(LifeLog::text).orElse("a device that cannot be read"),
        guarded(this::sources),
        name(config.configSource()),
        counters.hotSet().size(),
        name(config.store()),
        guarded(() -> described(config.evictionPolicy())),
        guarded(() -> described(config.evictionOptions().schedule())),
        config.provisioningOptions().firstPacket(),
        config.keyAgreement().name(),
        replayMemory(),
        config.admissionOptions().perSourceRate(),
        config.admissionOptions().perSourceBurst(),
        config.admissionOptions().globalRate(),
        config.startOptions().stateDirectory().map(Object::toString).orElse("none"));
    if (ended) {
      logEnd();
    }
  }

  /**
   * Logs the end if the start was logged. Otherwise the end is logged as soon as the start has been
   * logged.
   */
  synchronized void ended() {
    ended = true;
    if (announced) {
      logEnd();
    }
  }

  /**
   * Logs the end. Reads only the library's own counters. Counters of parts are not read, because a
   * part that is already closed may fail or block.
   */
  private void logEnd() {
    log.info(
        "ended after {}, closed by the thread {}: {} packets received, {} peers installed, {}"
            + " evicted, {} lookups; {} peers stay on the device",
        Duration.ofNanos(now() - startedAt).truncatedTo(ChronoUnit.MILLIS),
        Thread.currentThread().getName(),
        guarded(() -> counters.admission().received()),
        guarded(() -> counters.completions().counts().get(Outcome.INSTALLED)),
        guarded(this::evicted),
        guarded(() -> counters.lookups().asked()),
        guarded(() -> counters.hotSet().size()));
  }

  private long evicted() {
    return counters.eventCounters().evictions().values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns the monotonic time. If the clock throws, returns the time of the orchestrator's start.
   */
  private long now() {
    try {
      return config.time().nanoTime();
    } catch (RuntimeException | Error e) {
      log.debug("the clock could not be read", e);
      return startedAt;
    }
  }

  /**
   * Calls a supplier that names a part or reads a counter. Returns the supplier's result, or {@code
   * unknown} if the supplier throws.
   */
  private static Object guarded(Supplier<?> reading) {
    try {
      return reading.get();
    } catch (RuntimeException | Error e) {
      log.debug("a part could not be named, or a counter could not be read", e);
      return UNKNOWN;
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
    String wakeUps =
        config.outboundSource() == null ? "" : ", wake-ups from " + config.outboundSource().name();
    String recovery =
        config.transportSource() == null
            ? ""
            : ", recovery from " + config.transportSource().name();
    return names + wakeUps + recovery;
  }

  private String replayMemory() {
    if (config.replayMemory() != null) {
      return name(config.replayMemory());
    }
    return config.replayStore() == null ? "in memory only" : name(config.replayStore());
  }

  /**
   * Returns the name of a part's class; for a lambda, the name of the class that contains the
   * lambda.
   */
  private static String name(Object part) {
    String name = part.getClass().getName();
    int lambda = name.indexOf("$$");
    String simple = name.substring(name.lastIndexOf('.', lambda < 0 ? name.length() : lambda) + 1);
    return lambda < 0 ? simple : "a lambda of " + simple.substring(0, simple.indexOf("$$"));
  }

  /**
   * Returns the {@code toString} of a policy or a schedule. If that text is {@code Object}'s
   * default or is too long, returns the name of the class instead.
   */
  private static String described(Object part) {
    String text = String.valueOf(part);
    boolean hasText = !text.contains(part.getClass().getName());
    return hasText && text.length() <= LONGEST_NAME ? text : name(part);
  }
}

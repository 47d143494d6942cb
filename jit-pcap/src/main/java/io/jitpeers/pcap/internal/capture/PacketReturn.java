package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.CapturedPacket;
import io.jitpeers.pcap.ReinjectionOutcome;
import io.jitpeers.pcap.internal.reinjection.Reinjection;
import io.jitpeers.pcap.internal.reinjection.ReinjectionMemory;
import io.jitpeers.pcap.internal.reinjection.Reinjector;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reinjects an initiation into the kernel once its peer is installed, and recognizes the initiation
 * when the capture sees it again. Thread-safe.
 */
public final class PacketReturn implements PacketCompletion, FramePump.ReinjectionCheck {
  private static final Logger log = LoggerFactory.getLogger(PacketReturn.class);

  /**
   * The time for which the source remembers a reinjected packet. During this time it recognizes the
   * packet if the capture sees it on loopback. The capture sees the packet at once, but the reading
   * thread may be delayed for a while.
   */
  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  /** The counts of a source that reinjects nothing. */
  public static final Map<ReinjectionOutcome, Long> NONE =
      Arrays.stream(ReinjectionOutcome.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), outcome -> 0L));

  private final @Nullable Reinjector reinjector;
  private final @Nullable IOException obstacle;
  private final ReinjectionMemory memory = new ReinjectionMemory(REMEMBERED);
  private final TimeSource time;
  private final FailureLog failures;

  /** Opens a reinjector. */
  @FunctionalInterface
  public interface Opener {
    /** Opens a reinjector, or throws an exception that names the reason and a remedy. */
    Reinjector open() throws IOException;
  }

  private PacketReturn(
      @Nullable Reinjector reinjector,
      @Nullable IOException obstacle,
      TimeSource time,
      FailureLog failures) {
    this.reinjector = reinjector;
    this.obstacle = obstacle;
    this.time = time;
    this.failures = failures;
  }

  /**
   * Opens the reinjector. If that fails, packets are not reinjected.
   *
   * @param opener opens the reinjector; null if packets are not to be reinjected
   * @param time the source of the monotonic clock
   * @param failures receives failures
   */
  public static PacketReturn open(@Nullable Opener opener, TimeSource time, FailureLog failures) {
    if (opener == null) {
      return new PacketReturn(null, null, time, failures);
    }
    try {
      return new PacketReturn(opener.open(), null, time, failures);
    } catch (IOException e) {
      return new PacketReturn(null, e, time, failures);
    }
  }

  /** Logs why packets are not reinjected, if reinjection is wanted but unavailable. */
  public void warnIfImpossible(String name) {
    if (obstacle != null) {
      log.warn("{} cannot reinject packets: {}", name, obstacle.getMessage(), obstacle);
    }
  }

  /** Returns whether packets can be reinjected. */
  public boolean isPossible() {
    return reinjector != null;
  }

  @Override
  public void completed(CapturedPacket packet, PacketOutcome outcome) {
    // After any other outcome the kernel has already received the packet, or must not receive it.
    if (outcome == PacketOutcome.INSTALLED && reinjector != null) {
      giveBack(packet, reinjector);
    }
  }

  private void giveBack(CapturedPacket packet, Reinjector open) {
    // The packet is remembered before it is sent, because the reading thread may see it at once.
    memory.remember(packet.payload(), time.nanoTime());
    Reinjection done = open.reinject(packet.source(), packet.destination(), packet.payload());
    if (done.failure() != null) {
      failures.record(
          "the initiation from " + packet.source() + " could not be reinjected", done.failure());
    } else if (done.outcome() != ReinjectionOutcome.SENT) {
      log.debug(
          "the initiation from {} to {} is not reinjected: {}",
          packet.source(),
          packet.destination(),
          done.outcome());
    }
  }

  @Override
  public boolean isOurs(ByteBuffer initiation, long now) {
    return reinjector != null && memory.isOurs(initiation, now);
  }

  /** Returns the number of attempts to reinject a packet, by outcome; every outcome is present. */
  public Map<ReinjectionOutcome, Long> counts() {
    return reinjector == null ? NONE : reinjector.counts();
  }

  /** Stops reinjection. Closing again does nothing. */
  public void close() {
    if (reinjector != null) {
      reinjector.close();
    }
  }
}

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
 * Returns an initiation back to the kernel when its peer was installed, and recognizes it when the
 * capture sees it again. Thread-safe.
 */
public final class PacketReturn implements PacketCompletion, FramePump.ReinjectionCheck {
  private static final Logger log = LoggerFactory.getLogger(PacketReturn.class);

  /** What comes over loopback is captured at once; a reading thread may be held up for a while. */
  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  /** What is counted where nothing is given back. */
  public static final Map<ReinjectionOutcome, Long> NONE =
      Arrays.stream(ReinjectionOutcome.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), outcome -> 0L));

  private final @Nullable Reinjector reinjector;
  private final @Nullable IOException obstacle;
  private final ReinjectionMemory memory = new ReinjectionMemory(REMEMBERED);
  private final TimeSource time;
  private final FailureLog failures;

  /** Opens what gives packets back. */
  @FunctionalInterface
  public interface Opener {
    /** Opens it, or says why not and what to do about it. */
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
   * Opens what is needed; if that fails, packets are not given back.
   *
   * @param opener opens it; null if packets are not to be given back
   * @param time its monotonic clock
   * @param failures where failures go
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

  /** Says why packets are not given back, if they should be and cannot. */
  public void warnIfImpossible(String name) {
    if (obstacle != null) {
      log.warn("{} cannot give packets back: {}", name, obstacle.getMessage(), obstacle);
    }
  }

  /** Whether packets can be given back. */
  public boolean isPossible() {
    return reinjector != null;
  }

  @Override
  public void completed(CapturedPacket packet, PacketOutcome outcome) {
    // Whatever else became of it, the kernel has seen it, or is not to see it.
    if (outcome == PacketOutcome.INSTALLED && reinjector != null) {
      giveBack(packet, reinjector);
    }
  }

  private void giveBack(CapturedPacket packet, Reinjector open) {
    // Before it is sent: the reading thread may see it at once.
    memory.remember(packet.payload(), time.nanoTime());
    Reinjection done = open.reinject(packet.source(), packet.destination(), packet.payload());
    if (done.failure() != null) {
      failures.record(
          "the initiation from " + packet.source() + " could not be given back", done.failure());
    } else if (done.outcome() != ReinjectionOutcome.SENT) {
      log.debug(
          "the initiation from {} to {} is not given back: {}",
          packet.source(),
          packet.destination(),
          done.outcome());
    }
  }

  @Override
  public boolean isOurs(ByteBuffer initiation, long now) {
    return reinjector != null && memory.isOurs(initiation, now);
  }

  /** Packets that were to be given back, by outcome; every outcome is present. */
  public Map<ReinjectionOutcome, Long> counts() {
    return reinjector == null ? NONE : reinjector.counts();
  }

  /** Gives nothing back any more. Closing again does nothing. */
  public void close() {
    if (reinjector != null) {
      reinjector.close();
    }
  }
}

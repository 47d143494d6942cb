package io.jitpeers.internal.admission;

import io.jitpeers.Outcome;
import io.jitpeers.internal.Completions;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.opening.OpenStage;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.TimeSource;
import io.jitpeers.wireguard.InitiationRefusal;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first checks, cheapest first, on the source's own thread: length, type and MAC1, then whether
 * the frame was seen a moment ago, then the rates of its source and of all sources. No
 * Diffie-Hellman is done here, and what is refused here is not copied. Thread-safe.
 */
public final class AdmissionStage implements PacketHandler {
  private static final Logger log = LoggerFactory.getLogger(AdmissionStage.class);

  private final CurrentDevice device;
  private final DuplicateFilter duplicates;
  private final RateLimits rateLimits;
  private final Completions completions;
  private final TimeSource time;
  private final OpenStage next;
  private final LongAdder received = new LongAdder();

  public AdmissionStage(
      CurrentDevice device,
      DuplicateFilter duplicates,
      RateLimits rateLimits,
      Completions completions,
      TimeSource time,
      OpenStage next) {
    this.device = device;
    this.duplicates = duplicates;
    this.rateLimits = rateLimits;
    this.completions = completions;
    this.time = time;
    this.next = next;
  }

  @Override
  public void onPacket(Packet packet) {
    received.increment();
    Outcome refusal;
    Packet retained = packet;
    try {
      refusal = refusalOf(packet);
      if (refusal == null) {
        retained = packet.retain();
      }
    } catch (RuntimeException | Error e) {
      log.error("admitting a packet failed", e);
      refusal = Outcome.INTERNAL_ERROR;
    }
    if (refusal == null) {
      next.submit(retained);
    } else {
      completions.complete(packet, refusal);
    }
  }

  private @Nullable Outcome refusalOf(Packet packet) {
    InitiationRefusal wrong = device.responderKey().check(packet.payload());
    if (wrong != null) {
      return OpenStage.outcomeOf(wrong);
    }
    long now = time.nanoTime();
    if (duplicates.isDuplicate(packet.payload(), now)) {
      return Outcome.DUPLICATE;
    }
    return switch (rateLimits.admit(packet.source().getAddress(), now)) {
      case ADMITTED -> null;
      case SOURCE_LIMITED -> Outcome.SOURCE_RATE_LIMITED;
      case GLOBAL_LIMITED -> Outcome.GLOBAL_RATE_LIMITED;
    };
  }

  /** Packets that sources delivered so far. */
  public long received() {
    return received.sum();
  }
}

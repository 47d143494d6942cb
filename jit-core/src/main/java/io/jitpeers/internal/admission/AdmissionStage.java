package io.jitpeers.internal.admission;

import static io.jitpeers.event.Stage.CAPTURE;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.EarlierStages;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.opening.OpenStage;
import io.jitpeers.internal.watch.Stage;
import io.jitpeers.internal.watch.StageProgress;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.InitiationRefusal;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the first checks on each packet, on the packet source's own thread. The cheapest checks come
 * first: length, type and MAC1. The next check refuses a frame that was already captured a moment
 * ago. The last checks are the rate limit of the sender and the global rate limit. This stage does
 * no Diffie-Hellman, and it does not copy packets that it refuses. Thread-safe.
 */
public final class AdmissionStage {
  private static final Logger log = LoggerFactory.getLogger(AdmissionStage.class);

  private final CurrentDevice device;
  private final DuplicateFilter duplicates;
  private final RateLimits rateLimits;
  private final Completions completions;
  private final Events events;
  private final TimeSource time;
  private final OpenStage next;
  private final StageWatch stages;
  private final HeldBackSources heldBack;
  private final FailureLog failures;
  private final LongAdder received = new LongAdder();

  public AdmissionStage(
      CurrentDevice device,
      DuplicateFilter duplicates,
      RateLimits rateLimits,
      Completions completions,
      Events events,
      TimeSource time,
      OpenStage next,
      StageWatch stages) {
    this.device = device;
    this.duplicates = duplicates;
    this.rateLimits = rateLimits;
    this.heldBack = new HeldBackSources(rateLimits::limitOf);
    this.completions = completions;
    this.events = events;
    this.time = time;
    this.next = next;
    this.stages = stages;
    this.failures = new FailureLog(log, time);
  }

  /**
   * Returns the handler to which the given packet source delivers. The rate limits apply to the
   * packets of all packet sources together.
   */
  public PacketHandler handlerOf(PacketSource source) {
    Stage reader =
        stages.stage(
            "the reader of the packet source " + source.name(), "its packets are not read");
    return new SourceHandler(source, reader.visitor());
  }

  /** Handles the packets of one source. Passes on each admitted packet together with its source. */
  private final class SourceHandler implements PacketHandler {
    private final PacketSource source;
    private final StageProgress progress;

    SourceHandler(PacketSource source, StageProgress progress) {
      this.source = source;
      this.progress = progress;
    }

    @Override
    public void onPacket(Packet packet) {
      progress.begin();
      try {
        take(packet);
      } finally {
        progress.end();
      }
    }

    private void take(Packet packet) {
      Outcome refusal;
      try {
        refusal = outcomeOf(device.responderKey().check(packet.payload()));
      } catch (RuntimeException | Error e) {
        refusal = failed(e);
      }
      proceed(packet, refusal, source);
    }

    /**
     * Checks the form and MAC1 of up to {@link PacketBatch#CAPACITY} packets together. The
     * remaining checks run packet by packet.
     */
    @Override
    public void onPackets(List<? extends Packet> packets) {
      int size = packets.size();
      for (int from = 0; from < size; from += PacketBatch.CAPACITY) {
        progress.begin();
        try {
          onBatch(packets, from, Math.min(size - from, PacketBatch.CAPACITY));
        } finally {
          progress.end();
        }
      }
    }

    private void onBatch(List<? extends Packet> packets, int from, int count) {
      PacketBatch batch = PacketBatch.take();
      try {
        boolean checked = check(batch, packets, from, count);
        for (int i = 0; i < count; i++) {
          Packet packet = packets.get(from + i);
          if (checked) {
            proceed(packet, outcomeOf(batch.refusal(i)), source);
          } else {
            take(packet);
          }
        }
      } finally {
        batch.giveBack();
      }
    }
  }

  private boolean check(PacketBatch batch, List<? extends Packet> packets, int from, int count) {
    try {
      batch.check(device.responderKey(), packets, from, count);
      return true;
    } catch (RuntimeException | Error e) {
      // The caller then checks the packets one by one, so that only the faulty packet fails again.
      log.debug("checking {} packets together failed", count, e);
      return false;
    }
  }

  /**
   * Continues with a packet whose form and MAC1 were checked. If it passed this check, runs the
   * remaining checks. A packet that passes all checks is submitted to be opened. Any other packet
   * is completed with the reason of its refusal.
   *
   * @param wrong the reason why the check of form and MAC1 refused the packet; null if the packet
   *     passed this check
   */
  private void proceed(Packet packet, @Nullable Outcome wrong, PacketSource source) {
    received.increment();
    Outcome refusal = wrong;
    Packet retained = packet;
    boolean first = false;
    if (refusal == null) {
      try {
        Verdict verdict = judge(packet);
        refusal = verdict.refusal();
        if (refusal == null) {
          retained = packet.retain();
          first = verdict == Verdict.ADMITTED_FIRST;
        }
      } catch (RuntimeException | Error e) {
        refusal = failed(e);
      }
    }
    if (refusal == null) {
      next.submit(new Demand.Initiation(retained, source, null, null, earlier()), first);
    } else {
      completions.complete(packet, refusal);
    }
  }

  private @Nullable EarlierStages earlier() {
    return events.tracers().isOn() ? new EarlierStages(events.nanoTime()) : null;
  }

  private Verdict judge(Packet packet) {
    long now = time.nanoTime();
    if (duplicates.isDuplicate(packet.payload(), now)) {
      return Verdict.DUPLICATE;
    }
    InetAddress source = packet.source().getAddress();
    Verdict verdict = rateLimits.admit(source, now);
    if (verdict == Verdict.SOURCE_LIMITED) {
      heldBack.heldBack(source, now);
    } else if (verdict == Verdict.GLOBAL_LIMITED) {
      heldBack.heldBackByAll(now);
    } else if (verdict.refusal() == null) {
      events.stageTook(CAPTURE, now - packet.captureNanos());
    }
    return verdict;
  }

  private static @Nullable Outcome outcomeOf(@Nullable InitiationRefusal wrong) {
    return wrong == null ? null : OpenStage.outcomeOf(wrong);
  }

  private Outcome failed(Throwable e) {
    failures.record("admitting a packet failed", e);
    return Outcome.INTERNAL_ERROR;
  }

  /** Returns the number of packets that the sources have delivered so far. */
  public long received() {
    return received.sum();
  }
}

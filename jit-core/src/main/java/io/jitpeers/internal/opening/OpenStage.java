package io.jitpeers.internal.opening;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.Packet;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.InitiationRefusal;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.ResponderKey;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens initiations on the executor and hands those whose initiator proved its key on. The
 * executor's queue is the bound between capture and Diffie-Hellman: when it refuses, a packet of
 * the lane that has more than its part of the queue is given up and counted. Thread-safe.
 */
public final class OpenStage {
  private static final Logger log = LoggerFactory.getLogger(OpenStage.class);

  private static final Duration SELDOM = Duration.ofMinutes(1);

  private final CurrentDevice device;
  private final Completions completions;
  private final Events events;
  private final TimeSource time;
  private final Executor executor;
  private final OpeningLanes lanes = new OpeningLanes();
  // One task for each packet in the lanes: whoever runs it opens the one whose turn it is.
  private final Runnable openNext = this::openNext;
  private final BiConsumer<Demand.Initiation, InitiationResult.Opened> next;
  private final FailureLog failures;
  private final FailureLog full;

  public OpenStage(
      CurrentDevice device,
      Completions completions,
      Events events,
      TimeSource time,
      Executor executor,
      BiConsumer<Demand.Initiation, InitiationResult.Opened> next) {
    this.device = device;
    this.completions = completions;
    this.events = events;
    this.time = time;
    this.executor = executor;
    this.next = next;
    this.failures = new FailureLog(log, time);
    this.full = new FailureLog(log, time, SELDOM);
  }

  /**
   * Takes an admitted packet. Completes it, or another one, if the queue is full.
   *
   * @param first whether it goes before those of strangers
   */
  public void submit(Demand.Initiation admitted, boolean first) {
    lanes.add(admitted, first);
    try {
      executor.execute(openNext);
    } catch (RejectedExecutionException e) {
      full.warn(
          "initiations wait faster than they are opened, and some are given up: more"
              + " admission.opener-threads or a longer admission.queue-capacity help");
      giveUp(Outcome.QUEUE_FULL);
    } catch (RuntimeException | Error e) {
      // As when no thread can be started: nobody else knows of the packet.
      failures.record("an initiation could not be given to an opener", e);
      giveUp(Outcome.INTERNAL_ERROR);
    }
  }

  private void giveUp(Outcome outcome) {
    Demand.Initiation victim = lanes.giveUp();
    if (victim != null) {
      completions.complete(victim.packet(), outcome);
    }
  }

  /** Completes a packet unopened that the executor did not come to. */
  public void abandon(Runnable queued) {
    if (queued == openNext) {
      giveUp(Outcome.CLOSED);
    }
  }

  private void openNext() {
    Demand.Initiation admitted = lanes.next();
    if (admitted == null) {
      return;
    }
    try {
      open(admitted);
    } catch (RuntimeException | Error e) {
      failures.record("opening an initiation failed", e);
      completions.complete(admitted.packet(), Outcome.INTERNAL_ERROR);
    }
  }

  private void open(Demand.Initiation admitted) {
    Packet packet = admitted.packet();
    long began = time.nanoTime();
    events.stageTook(Stage.ADMISSION, began - packet.captureNanos());
    ResponderKey key = device.responderKey();
    InitiationResult result;
    try {
      result = key.open(packet.payload());
    } catch (IllegalStateException e) {
      // Destroyed while the packet waited: the device has another key by now.
      log.debug("the device's key changed while a packet waited", e);
      key = device.responderKey();
      result = key.open(packet.payload());
    }
    events.stageTook(Stage.OPEN, time.nanoTime() - began);
    if (result instanceof InitiationResult.Opened opened) {
      if (opened.initiator().equals(key.publicKey())) {
        completions.complete(packet, Outcome.OWN_KEY);
      } else {
        next.accept(admitted, opened);
      }
    } else if (result instanceof InitiationResult.Refused refused) {
      completions.complete(packet, outcomeOf(refused.reason()));
    }
  }

  /** The outcome that a refusal is counted as. */
  public static Outcome outcomeOf(InitiationRefusal refusal) {
    return switch (refusal) {
      case NOT_AN_INITIATION -> Outcome.NOT_AN_INITIATION;
      case BAD_MAC1 -> Outcome.BAD_MAC1;
      case LOW_ORDER_POINT -> Outcome.LOW_ORDER_POINT;
      case BAD_STATIC -> Outcome.BAD_STATIC;
      case BAD_TIMESTAMP -> Outcome.BAD_TIMESTAMP;
    };
  }
}

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
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens initiations on an executor: decrypts and checks them by Diffie-Hellman. Passes an
 * initiation on if its initiator proved possession of the static private key. The executor's queue
 * bounds the number of waiting packets. The packets wait in two {@linkplain OpeningLanes lanes}.
 * When the queue is full, this stage drops a packet of the lane that exceeds its share of the
 * queue, and counts the drop. Thread-safe.
 */
public final class OpenStage {
  private static final Logger log = LoggerFactory.getLogger(OpenStage.class);

  private final CurrentDevice device;
  private final Completions completions;
  private final Events events;
  private final TimeSource time;
  private final Executor executor;
  private final OpeningLanes lanes = new OpeningLanes();
  // The executor gets one task for each packet in the lanes. A task opens whichever packet is next.
  private final Runnable openNext = this::openNext;
  private final BiConsumer<Demand.Initiation, InitiationResult.Opened> next;
  private final FailureLog failures;
  private final FullQueueLog full;
  private volatile boolean closing;

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
    this.full = new FullQueueLog(time);
  }

  /**
   * Queues an admitted packet. If the queue is full, drops this packet or another queued one.
   *
   * @param first whether the packet goes before other packets, because its source has or recently
   *     had resident peers
   */
  public void submit(Demand.Initiation admitted, boolean first) {
    lanes.add(admitted, first);
    try {
      executor.execute(openNext);
    } catch (RejectedExecutionException e) {
      if (closing) {
        giveUp(Outcome.CLOSED);
      } else {
        giveUp(Outcome.QUEUE_FULL);
        full.dropped(admitted.packet().captureNanos());
      }
    } catch (RuntimeException | Error e) {
      // For example, no thread could be started. One task is now missing, so one packet is
      // completed here.
      failures.record("an initiation could not be passed to an opener", e);
      giveUp(Outcome.INTERNAL_ERROR);
    }
  }

  /**
   * Announces that the executor is about to be shut down. Packets that the executor refuses from
   * now on count as {@link Outcome#CLOSED}.
   */
  public void closing() {
    closing = true;
  }

  private void giveUp(Outcome outcome) {
    Demand.Initiation victim = lanes.giveUp();
    if (victim != null) {
      completions.complete(victim.packet(), outcome);
    }
  }

  /**
   * Completes one waiting packet as {@link Outcome#CLOSED}, because a task that would have opened a
   * packet was removed from the executor's queue. Does nothing if the removed task does not belong
   * to this stage.
   *
   * @param queued the removed task
   */
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
      // The key was destroyed while the packet waited; the device has another key now.
      log.debug("the device's key changed while a packet waited", e);
      key = device.responderKey();
      result = key.open(packet.payload());
    }
    long done = time.nanoTime();
    events.stageTook(Stage.OPEN, done - began);
    if (admitted.earlier() != null) {
      admitted.earlier().opened(began, done);
    }
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

  /** Returns the outcome under which a refusal is counted. */
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

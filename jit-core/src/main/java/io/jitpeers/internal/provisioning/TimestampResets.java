package io.jitpeers.internal.provisioning;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets keys' timestamps start anew, for clients whose clocks fell back: in the replay memory, and
 * on the device, which remembers the newest timestamp of each of its peers. Thread-safe; nothing
 * blocks.
 */
public final class TimestampResets {
  private static final Logger log = LoggerFactory.getLogger(TimestampResets.class);

  private final ReplayChecks memory;
  private final HotSet hotSet;
  private final StoreWriter writer;
  private final Consumer<PublicKey> judgeAnew;
  private final LongAdder resets = new LongAdder();
  private final FailureLog failures = new FailureLog(log, TimeSource.system());

  /**
   * Creates it.
   *
   * @param judgeAnew is given the keys of which a refusal of a moment ago holds no longer
   */
  TimestampResets(
      ReplayChecks memory, HotSet hotSet, StoreWriter writer, Consumer<PublicKey> judgeAnew) {
    this.memory = memory;
    this.hotSet = hotSet;
    this.writer = writer;
    this.judgeAnew = judgeAnew;
  }

  /**
   * Takes a key's peer off the device and lets its timestamps start anew. Somebody else's peer
   * stays where it is, whether or not a listing has shown it: it is not ours to bring back.
   *
   * @return completes with whether anything was remembered of the key; exceptionally, having
   *     changed nothing in the memory, if the device or the memory failed
   */
  public CompletableFuture<Boolean> forget(PublicKey key) {
    return forget(key, "somebody asked for it");
  }

  /** The same, for a reason that is logged. */
  CompletableFuture<Boolean> forget(PublicKey key, String why) {
    judgeAnew.accept(key);
    // The memory refuses until the device has forgotten: what got past it would be refused there.
    return writer
        .removeOurs(new Eviction(key, EvictionCause.MANUAL))
        .thenCompose(wasResident -> memory.forget(key))
        .thenApply(known -> known && counted(key, why));
  }

  /**
   * Takes what a found config says of the key's timestamps, however it was found. To be called with
   * every answer of the control plane for a key; one that says what is known already does nothing,
   * nor does another key's.
   *
   * @return completes with whether the key's timestamps start anew because of it, after its peer
   *     was taken off the device; exceptionally, which is logged, if the device or the memory
   *     failed
   */
  public CompletableFuture<Boolean> seen(PublicKey key, PeerConfig config) {
    return note(key, config)
        .thenCompose(
            begun ->
                begun
                    ? takeOff(key).thenApply(wasResident -> true)
                    : CompletableFuture.completedFuture(false));
  }

  /**
   * The control plane said what a resident peer is to be: its newest timestamp outlasts those of
   * strangers, and starts anew if the config says so, for which the peer leaves the device.
   */
  public void known(PeerConfig config) {
    memory.protect(config.publicKey());
    // A failure is logged; the next answer says the same again.
    CompletableFuture<Boolean> unused = seen(config.publicKey(), config);
  }

  /**
   * The same for a peer that is on its way in. It is not on the device unless it is installed
   * again; then its removal comes before its install, for the writer keeps their order.
   */
  CompletableFuture<Boolean> seenOnTheWayIn(PendingPeer flight, PeerConfig config) {
    return flight.again ? seen(flight.key, config) : note(flight.key, config);
  }

  private CompletableFuture<Boolean> note(PublicKey key, PeerConfig config) {
    if (!config.publicKey().equals(key)) {
      failures.warn(
          "the control plane answered about {} with the config of {}, which says nothing of its"
              + " timestamps",
          key,
          config.publicKey());
      return CompletableFuture.completedFuture(false);
    }
    long epoch = config.timestampEpoch();
    return memory
        .epoch(key, epoch)
        .thenApply(begun -> begun && counted(key, "its epoch is " + epoch + " now"));
  }

  /**
   * Takes a peer of ours off the device, which remembers a newer timestamp than the memory goes by.
   *
   * @return completes with whether it was there; exceptionally, which is logged, if the device
   *     failed
   */
  CompletableFuture<Boolean> takeOff(PublicKey key) {
    if (!hotSet.isStaying(key) || hotSet.isForeign(key)) {
      return CompletableFuture.completedFuture(false);
    }
    return writer
        .removeOurs(new Eviction(key, EvictionCause.MANUAL))
        .whenComplete(
            (wasResident, failure) -> {
              if (failure != null) {
                failures.warn(
                    "{} stays on the device, which refuses older timestamps than it saw",
                    key,
                    failure);
              }
            });
  }

  private boolean counted(PublicKey key, String why) {
    resets.increment();
    log.info("the timestamps of {} start anew: {}", key, why);
    return true;
  }

  /** How often a key's timestamps were made to start anew. */
  long count() {
    return resets.sum();
  }
}

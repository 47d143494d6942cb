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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resets the timestamps of keys for clients whose clocks fell back, so that their older timestamps
 * are accepted. A reset affects the replay memory, and also the device, which remembers the newest
 * timestamp of each of its peers. Thread-safe; no method blocks.
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
   * Creates an instance.
   *
   * @param judgeAnew called with each key that is given to {@link #forget}. Must remove the key
   *     from the gateway's memory of recent refusals. While that memory contains a key, the gateway
   *     refuses the key's initiations without a lookup
   */
  TimestampResets(
      ReplayChecks memory, HotSet hotSet, StoreWriter writer, Consumer<PublicKey> judgeAnew) {
    this.memory = memory;
    this.hotSet = hotSet;
    this.writer = writer;
    this.judgeAnew = judgeAnew;
  }

  /**
   * Removes a key's peer from the device and resets the key's timestamps. A foreign peer, which
   * another program added, stays on the device, because this gateway cannot restore it. This
   * includes a foreign peer that was added after the gateway last listed the device's peers.
   *
   * @return a future that completes with whether the replay memory had an entry for the key. If the
   *     device or the memory fails, the future completes exceptionally and the memory is unchanged
   */
  public CompletableFuture<Boolean> forget(PublicKey key) {
    return forget(key, "an operator asked for it");
  }

  /** Like {@link #forget(PublicKey)}, with a reason that is logged. */
  CompletableFuture<Boolean> forget(PublicKey key, String why) {
    judgeAnew.accept(key);
    // The memory is reset last. If it were reset first, the device would refuse the initiations
    // that the memory accepts meanwhile.
    return writer
        .removeOurs(new Eviction(key, EvictionCause.MANUAL))
        .thenCompose(wasResident -> memory.forget(key))
        .thenApply(known -> known && counted(key, why));
  }

  /**
   * Applies the timestamp epoch in a config: a new epoch resets the key's timestamps. Called with
   * every config that the control plane returns for a key. Changes nothing if the epoch is not new,
   * or if the config is of another key.
   *
   * @return a future that completes with whether the key's timestamps were reset. After a reset,
   *     the key's peer is removed from the device before the future completes. If the device or the
   *     memory fails, the failure is logged and the future completes exceptionally
   */
  public CompletableFuture<Boolean> seen(PublicKey key, PeerConfig config) {
    return seen(key, config, () -> true);
  }

  private CompletableFuture<Boolean> seen(
      PublicKey key, PeerConfig config, BooleanSupplier takesOff) {
    return note(key, config)
        .thenCompose(
            begun ->
                begun && takesOff.getAsBoolean()
                    ? takeOff(key).thenApply(wasResident -> true)
                    : CompletableFuture.completedFuture(begun));
  }

  /**
   * Handles the control plane's config for a resident peer. From now on, if the replay memory is
   * full, it drops the timestamps of keys that the control plane does not know before it drops the
   * timestamp of this peer's key. If the config has a new epoch, resets the key's timestamps and
   * removes the peer from the device.
   */
  public void known(PeerConfig config) {
    memory.protect(config.publicKey());
    // A failure is logged; the next answer tries again.
    CompletableFuture<Boolean> unused = seen(config.publicKey(), config);
  }

  /**
   * Like {@link #seen}, for a flight, which is the attempt to install a pending peer. A flight may
   * install a peer again because the client got no response. The peer may then be on the device
   * already, and a reset removes it from the device. So such a flight must not install the peer
   * until the returned future completes. In any other flight, the peer is not on the device,
   * nothing is removed, and the install need not wait.
   *
   * @param isWanted returns whether the flight is still in progress; called after a reset and
   *     before the removal. If the flight has ended, the peer is not removed, because a later
   *     flight may have installed it
   */
  CompletableFuture<Boolean> seenOnTheWayIn(
      PendingPeer flight, PeerConfig config, BooleanSupplier isWanted) {
    return flight.again ? seen(flight.key, config, isWanted) : note(flight.key, config);
  }

  private CompletableFuture<Boolean> note(PublicKey key, PeerConfig config) {
    if (!config.publicKey().equals(key)) {
      failures.warn(
          "the control plane answered about {} with the config of {}; ignored the config's epoch",
          key,
          config.publicKey());
      return CompletableFuture.completedFuture(false);
    }
    long epoch = config.timestampEpoch();
    return memory
        .epoch(key, epoch)
        .thenApply(begun -> begun && counted(key, "the control plane set its epoch to " + epoch));
  }

  /**
   * Removes a key's peer from the device, unless another program added the peer. The removal is
   * necessary because the device may remember a newer timestamp of the peer. The device would then
   * refuse an initiation that the replay memory accepts.
   *
   * @return a future that completes with whether the peer was on the device. If the device fails,
   *     the failure is logged and the future completes exceptionally
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
                    "{} could not be removed from the device, which keeps refusing its older timestamps",
                    key,
                    failure);
              }
            });
  }

  private boolean counted(PublicKey key, String why) {
    resets.increment();
    log.info("reset the timestamps of {}: {}", key, why);
    return true;
  }

  /** Returns how many resets of timestamps there were, over all keys. */
  long count() {
    return resets.sum();
  }
}

package io.jitpeers.internal.device;

import io.jitpeers.event.JitEvent;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.KeyAgreement25519;
import io.jitpeers.wireguard.ResponderKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the state of the WireGuard device from the latest reading, including the device's private
 * key. If the device was re-created or its key changed, this class immediately compares the hot
 * set, which holds the installed peers, with a listing. If the listing is complete, this class
 * removes from the hot set the peers that are not listed. Thread-safe.
 */
public final class CurrentDevice implements AutoCloseable {
  private static final int LISTING_RETRIES = 2;
  private static final Logger log = LoggerFactory.getLogger(CurrentDevice.class);

  private final PeerStore store;
  private final HotSet hotSet;
  private final Events events;
  private final KeyAgreement25519 keyAgreement;
  private volatile @Nullable Device device;
  private volatile boolean readable;
  private volatile IntConsumer onListenPort = port -> {};
  private volatile boolean closed;
  private boolean comparisonOwed;

  /**
   * Creates an instance that has not read the device.
   *
   * @param keyAgreement the implementation of X25519 that the device's key uses
   */
  public CurrentDevice(
      PeerStore store, HotSet hotSet, Events events, KeyAgreement25519 keyAgreement) {
    this.store = store;
    this.hotSet = hotSet;
    this.events = events;
    this.keyAgreement = keyAgreement;
  }

  /** Returns the key that opens initiations sent to the device. */
  public ResponderKey responderKey() {
    return get().responderKey();
  }

  /**
   * Returns the state of the device from the latest reading; throws {@link IllegalStateException}
   * if the device was never read.
   */
  public Device get() {
    Device current = device;
    if (current == null) {
      throw new IllegalStateException("the device was not read yet");
    }
    return current;
  }

  /** Returns the device's status from the latest reading; empty if the device was never read. */
  public Optional<DeviceStatus> status() {
    Device current = device;
    return current == null
        ? Optional.empty()
        : Optional.of(
            new DeviceStatus(current.name(), current.publicKey(), current.listenPort(), readable));
  }

  /**
   * Sets the listener that receives the listen port whenever it changes. A second call replaces the
   * first listener.
   */
  public void onListenPort(IntConsumer listener) {
    onListenPort = listener;
  }

  /**
   * Creates the part that looks on the device for peers that other programs have added.
   *
   * @param sweeper the executor that runs the sweeps; the returned part also uses it to list the
   *     device
   */
  public DeviceLooks looks(TimeSource time, Scheduler scheduler, Executor sweeper) {
    return new DeviceLooks(store, hotSet, events, time, scheduler, sweeper);
  }

  /**
   * Returns whether the hot set (the peers that count as installed) was compared with a complete
   * listing since the last start or device change. Until then the hot set may hold peers that are
   * not on the device.
   */
  public synchronized boolean isCompared() {
    return !comparisonOwed;
  }

  /** Reads the device and its peers for the first time. */
  public void start() throws StoreException {
    start(() -> {});
  }

  /**
   * Reads the device and its peers for the first time.
   *
   * @param beforeListing runs after the device was read and before its peers are listed; if it
   *     throws, the peers are not listed, and this method throws the same exception
   */
  public void start(Runnable beforeListing) throws StoreException {
    List<JitEvent> told = new ArrayList<>();
    synchronized (this) {
      Device first = store.device();
      adopt(first);
      runOrRelease(beforeListing, first);
      device = first;
      readable = true;
      comparisonOwed = true;
      compareHotSet(told);
    }
    told.forEach(events::publish);
  }

  /**
   * Reads the device again. If that fails, the failure is logged, and the next sweep tries again.
   * Events that were found before the failure are still published.
   */
  public void refresh() {
    List<JitEvent> told = new ArrayList<>();
    int portBefore = get().listenPort();
    synchronized (this) {
      try {
        read(told);
        if (comparisonOwed) {
          compareHotSet(told);
        }
      } catch (StoreException e) {
        log.warn("could not read the device", e);
      } catch (RuntimeException | Error e) {
        log.error("the store threw: could not read the device", e);
      }
    }
    told.forEach(events::publish);
    if (get().listenPort() != portBefore) {
      onListenPort.accept(get().listenPort());
    }
  }

  private void read(List<JitEvent> told) throws StoreException {
    Device before = get();
    Device now = readDevice();
    device = now;
    if (now.responderKey() != before.responderKey()) {
      release(before);
    }
    if (now.incarnation() != before.incarnation()) {
      log.warn("the device {} was re-created or changed its key", now.name());
      comparisonOwed = true;
      hotSet.connections().forget();
      told.add(new JitEvent.DeviceChanged(now.name()));
    } else if (!now.equals(before)) {
      log.info("the device is now {} on port {}", now.name(), now.listenPort());
    }
  }

  /**
   * Makes a device's key use the chosen implementation of X25519. If this object is closed before
   * this call ends, makes the key use Bouncy Castle's implementation again.
   */
  private void adopt(Device now) {
    try {
      now.responderKey().use(keyAgreement);
    } catch (RuntimeException | LinkageError e) {
      log.error(
          "the chosen implementation of X25519 cannot use the key of {}; Bouncy Castle's is used",
          now.name(),
          e);
    }
    if (closed) {
      release(now);
    }
  }

  private static void runOrRelease(Runnable step, Device device) {
    boolean done = false;
    try {
      step.run();
      done = true;
    } finally {
      if (!done) {
        release(device);
      }
    }
  }

  /** Destroys the copy of a device's private key that the chosen implementation of X25519 holds. */
  private static void release(Device device) {
    try {
      device.responderKey().use(KeyAgreement25519.bouncyCastle());
    } catch (RuntimeException | LinkageError e) {
      log.error("an implementation of X25519 cannot destroy the key of {}", device.name(), e);
    }
  }

  /**
   * Destroys the copy of the device's private key that the chosen implementation of X25519 holds.
   * The device's key then uses Bouncy Castle's implementation, so the {@link PeerStore} can
   * continue to use the key.
   */
  @Override
  public void close() {
    closed = true;
    Device current = device;
    if (current != null) {
      release(current);
    }
  }

  private Device readDevice() throws StoreException {
    try {
      Device now = store.device();
      adopt(now);
      readable = true;
      return now;
    } catch (StoreException | RuntimeException | Error e) {
      readable = false;
      throw e;
    }
  }

  /**
   * Compares the hot set with a listing. If no listing is complete even after some retries, the
   * next sweep tries again. Until a listing is complete, a peer that is not on the device may still
   * count as resident.
   */
  private void compareHotSet(List<JitEvent> told) throws StoreException {
    DeviceListing listing =
        DeviceListing.of(
            store, hotSet, LISTING_RETRIES, Listing::finishAfterDeviceChange, told::add);
    comparisonOwed = !listing.result().complete();
    if (comparisonOwed) {
      log.warn("no listing of {} was complete; the next sweep tries again", get().name());
    }
  }
}

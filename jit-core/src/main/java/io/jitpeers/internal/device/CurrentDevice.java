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
 * The device as last read, and its key. When it was created anew or its key changed, the hot set is
 * compared with it at once: what it lacks is gone. Thread-safe.
 */
public final class CurrentDevice {
  private static final int LISTING_RETRIES = 2;
  private static final Logger log = LoggerFactory.getLogger(CurrentDevice.class);

  private final PeerStore store;
  private final HotSet hotSet;
  private final Events events;
  private volatile @Nullable Device device;
  private volatile boolean readable;
  private volatile IntConsumer onListenPort = port -> {};
  private boolean comparisonOwed;

  public CurrentDevice(PeerStore store, HotSet hotSet, Events events) {
    this.store = store;
    this.hotSet = hotSet;
    this.events = events;
  }

  /** Opens initiations sent to the device. */
  public ResponderKey responderKey() {
    return get().responderKey();
  }

  /** The device as last read. */
  public Device get() {
    Device current = device;
    if (current == null) {
      throw new IllegalStateException("the device was not read yet");
    }
    return current;
  }

  /** What was read last, and whether reading works; empty if the device was never read. */
  public Optional<DeviceStatus> status() {
    Device current = device;
    return current == null
        ? Optional.empty()
        : Optional.of(
            new DeviceStatus(current.name(), current.publicKey(), current.listenPort(), readable));
  }

  /** Has somebody told of each listen port that the device comes to have; the newest, if twice. */
  public void onListenPort(IntConsumer listener) {
    onListenPort = listener;
  }

  /**
   * Creates looks for peers of other programs.
   *
   * @param sweeper where sweeps list the device too
   */
  public DeviceLooks looks(TimeSource time, Scheduler scheduler, Executor sweeper) {
    return new DeviceLooks(store, hotSet, events, time, scheduler, sweeper);
  }

  /** Whether the latest listing that had to be complete was: what it lacked is not there. */
  public synchronized boolean isCompared() {
    return !comparisonOwed;
  }

  /** Reads the device for the first time, and the peers that are on it. */
  public void start() throws StoreException {
    start(() -> {});
  }

  /**
   * Reads the device for the first time, and the peers that are on it.
   *
   * @param beforeListing runs when the device was read; throws if the start is to end there
   */
  public void start(Runnable beforeListing) throws StoreException {
    List<JitEvent> told = new ArrayList<>();
    synchronized (this) {
      Device first = store.device();
      beforeListing.run();
      device = first;
      readable = true;
      comparisonOwed = true;
      compareHotSet(told);
    }
    told.forEach(events::publish);
  }

  /**
   * Reads the device again. A failure, of whatever kind, is logged, and what was seen before it is
   * told: the next sweep tries again.
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
        log.error("the store broke: could not read the device", e);
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
    if (now.incarnation() != before.incarnation()) {
      log.warn("the device {} was created anew or changed its key", now.name());
      comparisonOwed = true;
      told.add(new JitEvent.DeviceChanged(now.name()));
    } else if (!now.equals(before)) {
      log.info("the device is now {} on port {}", now.name(), now.listenPort());
    }
  }

  private Device readDevice() throws StoreException {
    try {
      Device now = store.device();
      readable = true;
      return now;
    } catch (StoreException | RuntimeException | Error e) {
      readable = false;
      throw e;
    }
  }

  /** Owed until it has succeeded: what is not on the device must not pass for resident. */
  private void compareHotSet(List<JitEvent> told) throws StoreException {
    DeviceListing listing =
        DeviceListing.of(store, hotSet, LISTING_RETRIES, Listing::finishAfterDeviceChange);
    told.addAll(listing.events());
    comparisonOwed = !listing.result().complete();
    if (comparisonOwed) {
      log.warn("no listing of {} was complete; the next sweep tries again", get().name());
    }
  }
}

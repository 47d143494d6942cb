package io.jitpeers.internal.device;

import io.jitpeers.JitEvent;
import io.jitpeers.internal.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device as last read, and its key. When it was created anew or its key changed, the hot set is
 * compared with it at once: what it lacks is gone. Thread-safe.
 */
public final class CurrentDevice {
  private static final Logger log = LoggerFactory.getLogger(CurrentDevice.class);

  private final PeerStore store;
  private final HotSet hotSet;
  private final Events events;
  private volatile @Nullable Device device;

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

  /** Reads the device for the first time, and the peers that are on it. */
  public synchronized void start() throws StoreException {
    device = store.device();
    compareHotSet();
  }

  /** Reads the device again. A failure is logged: the next sweep tries again. */
  public synchronized void refresh() {
    try {
      Device before = get();
      Device now = store.device();
      if (now.incarnation() != before.incarnation()) {
        device = now;
        compareHotSet();
        log.warn("the device {} was created anew or changed its key", now.name());
        events.publish(new JitEvent.DeviceChanged(now.name()));
      } else if (!now.equals(before)) {
        device = now;
        log.info("the device is now {} on port {}", now.name(), now.listenPort());
      }
    } catch (StoreException e) {
      log.warn("could not read the device", e);
    }
  }

  private void compareHotSet() throws StoreException {
    Listing listing = hotSet.beginListing();
    ListingResult result = store.list(listing::accept);
    List<PublicKey> lost = listing.finishAfterDeviceChange(result);
    lost.forEach(key -> events.publish(new JitEvent.PeerLost(key)));
  }
}

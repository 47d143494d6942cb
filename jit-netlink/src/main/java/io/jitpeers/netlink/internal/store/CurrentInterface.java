package io.jitpeers.netlink.internal.store;

import io.jitpeers.linux.Errno;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.link.LinkEvent;
import io.jitpeers.netlink.internal.link.LinkMonitor;
import io.jitpeers.netlink.internal.wireguard.InterfaceRef;
import io.jitpeers.netlink.internal.wireguard.WireGuardDevice;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the interface that a store works on. The interface may be removed, created anew, renamed
 * or brought down, and its key or port may change. Once found, the interface is tracked by its
 * index. When no interface has that index any more, the interface is looked up again by the
 * configured name or index. Thread-safe; no lock is held while listeners are called.
 */
public final class CurrentInterface implements LinkMonitor.Listener {
  private static final Logger log = LoggerFactory.getLogger(CurrentInterface.class);

  private final InterfaceRef wanted;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private InterfaceRef current;
  private WireGuardDevice seen;
  // Whether the interface is up; null until the kernel has reported it.
  private @Nullable Boolean up;
  // The number of different interfaces and keys seen so far.
  private long incarnation;

  public CurrentInterface(InterfaceRef wanted) {
    this.wanted = wanted;
    this.current = wanted;
    this.seen = new WireGuardDevice(0, wanted.toString(), 0, null, null);
  }

  /** A call to the kernel about an interface. */
  @FunctionalInterface
  public interface Call<T> {
    T on(InterfaceRef which) throws NetlinkException;
  }

  /**
   * Makes a call about the interface, and repeats the call if the interface was replaced by another
   * one.
   */
  public <T> T call(Call<T> call) throws NetlinkException {
    InterfaceRef which = ref();
    try {
      return call.on(which);
    } catch (NetlinkException e) {
      // EOPNOTSUPP: the index may now belong to an interface of another kind.
      boolean gone = e.errno() == Errno.ENODEV || e.errno() == Errno.EOPNOTSUPP;
      if (!gone || which.equals(wanted)) {
        throw e;
      }
      lose(which, "it no longer exists");
      return call.on(ref());
    }
  }

  /** Returns the reference to use in requests to the kernel. */
  public synchronized InterfaceRef ref() {
    return current;
  }

  /** Adds a listener of changes; see {@link io.jitpeers.spi.PeerStore#watchDevice}. */
  public void addListener(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * The result of a read of the device.
   *
   * @param incarnation a number that grows with each new interface and each new key
   * @param changed whether the device differs from the previous read
   */
  public record Look(long incarnation, boolean changed) {}

  /**
   * Records the device as it was just read. If the device changed, the caller must then {@linkplain
   * #tell notify} the listeners.
   */
  public synchronized Look take(WireGuardDevice device) {
    boolean first = seen.index() == 0;
    boolean changed = !first && isChanged(device);
    if (first || device.index() != seen.index() || hasOtherKey(device)) {
      incarnation++;
    }
    seen =
        new WireGuardDevice(
            device.index(), device.name(), device.listenPort(), device.publicKey(), null);
    current = new InterfaceRef.Resolved(device.index(), device.name());
    return new Look(incarnation, changed);
  }

  private boolean isChanged(WireGuardDevice device) {
    return device.index() != seen.index()
        || device.listenPort() != seen.listenPort()
        || !device.name().equals(seen.name())
        || hasOtherKey(device);
  }

  private boolean hasOtherKey(WireGuardDevice device) {
    return !Objects.equals(device.publicKey(), seen.publicKey());
  }

  @Override
  public void onLink(LinkEvent event) {
    if (concerns(event)) {
      if (event.removed()) {
        lose(new InterfaceRef.Resolved(event.index(), seen().name()), "it was removed");
      } else {
        change(event);
      }
    }
  }

  @Override
  public void onLoss() {
    tell();
  }

  private synchronized boolean concerns(LinkEvent event) {
    if (current instanceof InterfaceRef.Resolved resolved) {
      return resolved.index() == event.index();
    }
    return !event.removed() && wanted.matches(event.index(), event.name());
  }

  private void change(LinkEvent event) {
    boolean changed;
    synchronized (this) {
      if (!concerns(event)) {
        // The interface was lost or replaced after the caller's check, so the event no longer
        // concerns this store.
        return;
      }
      boolean known = current instanceof InterfaceRef.Resolved;
      boolean renamed = known && !event.name().isEmpty() && !event.name().equals(seen.name());
      boolean upChanged = up != null && event.up() != up;
      if (renamed) {
        log.warn("{} was renamed to {}; the store keeps using it", seen.name(), event.name());
        current = new InterfaceRef.Resolved(event.index(), event.name());
        seen =
            new WireGuardDevice(
                seen.index(), event.name(), seen.listenPort(), seen.publicKey(), null);
      }
      if (!event.up() && (up == null || upChanged)) {
        log.warn(
            "{} is down: it answers no handshake until it is up (ip link set {} up)",
            event.name(),
            event.name());
      } else if (upChanged) {
        log.info("{} is up again", event.name());
      }
      up = event.up();
      changed = !known || renamed || upChanged;
    }
    if (changed) {
      tell();
    }
  }

  private synchronized WireGuardDevice seen() {
    return seen;
  }

  private void lose(InterfaceRef which, String how) {
    synchronized (this) {
      if (!(current instanceof InterfaceRef.Resolved resolved)
          || !(which instanceof InterfaceRef.Resolved lost)
          || resolved.index() != lost.index()) {
        return;
      }
      log.warn("{} (interface {}): {}", seen.name(), resolved.index(), how);
      current = wanted;
      up = null;
      // Because of the index -1, the next interface counts as a different one, even if it gets the
      // same index.
      seen = new WireGuardDevice(-1, seen.name(), seen.listenPort(), seen.publicKey(), null);
    }
    tell();
  }

  /**
   * Notifies the listeners of a change. The caller must not hold any lock, not even the lock of a
   * connection.
   */
  public void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException | Error e) {
        log.error("a listener for changes of the device failed", e);
      }
    }
  }
}

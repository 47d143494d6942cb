package io.jitpeers.store;

import io.jitpeers.spi.Device;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.ResponderKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the device's name, key, port and watchers, but not its peers. The device is changed under
 * the store's lock, and read on any thread.
 */
final class MemoryDevice {
  private static final Logger log = LoggerFactory.getLogger(InMemoryPeerStore.class);

  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private final String name;
  private int listenPort;
  private long incarnation;
  private volatile @Nullable Device current;

  MemoryDevice(String name, int listenPort, ResponderKey key) {
    this.name = name;
    this.listenPort = listenPort;
    this.current = Device.of(name, incarnation, listenPort, key);
  }

  /**
   * Returns the current state of the device.
   *
   * @throws StoreException if the device was deleted
   */
  Device existing(String operation) throws StoreException {
    Device device = current;
    if (device == null) {
      throw new StoreException(operation + ": there is no device " + name);
    }
    return device;
  }

  void delete() {
    current = null;
  }

  /**
   * Sets the device's key and changes the device's incarnation. Everything that was read earlier
   * about the sessions of the device's peers is then invalid.
   */
  void renew(ResponderKey key) {
    incarnation++;
    current = Device.of(name, incarnation, listenPort, key);
  }

  void changePort(int port, ResponderKey key) {
    listenPort = port;
    current = Device.of(name, incarnation, port, key);
  }

  void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  void forgetWatchers() {
    watchers.clear();
  }

  /**
   * Calls the watchers. The caller does not hold the store's lock, so a watcher can use the store.
   */
  void tellWatchers() {
    for (Runnable watcher : watchers) {
      try {
        watcher.run();
      } catch (RuntimeException e) {
        log.error("a watcher of device {} failed", name, e);
      }
    }
  }
}

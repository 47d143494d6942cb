package io.jitpeers.internal;

import io.jitpeers.spi.PacketSource;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes the device's listen port to packet sources. */
final class ListenPorts {
  private static final Logger log = LoggerFactory.getLogger(ListenPorts.class);

  private ListenPorts() {}

  /** Returns the ports of a device; none for port 0, which means that it does not listen. */
  static Set<Integer> of(int listenPort) {
    return listenPort == 0 ? Set.of() : Set.of(listenPort);
  }

  /**
   * Notifies the given sources, which have started. If one fails, the others are still notified.
   */
  static void tell(int listenPort, List<PacketSource> sources) {
    for (PacketSource source : sources) {
      try {
        source.listenPorts(of(listenPort));
      } catch (RuntimeException | Error e) {
        log.error(
            "the packet source {} could not follow the device to port {}",
            source.name(),
            listenPort,
            e);
      }
    }
  }
}

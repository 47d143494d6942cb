package io.jitpeers.internal;

import io.jitpeers.recovery.TransportSource;
import io.jitpeers.spi.PacketSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the device's new listen port to the packet sources and to the source of transport data.
 */
final class ListenPorts {
  private static final Logger log = LoggerFactory.getLogger(ListenPorts.class);

  private ListenPorts() {}

  /**
   * Returns a device's listen port as a set. The set is empty for port 0, which means that the
   * device does not listen.
   */
  static Set<Integer> of(int listenPort) {
    return listenPort == 0 ? Set.of() : Set.of(listenPort);
  }

  /**
   * Passes the listen port to the given sources, which have started. If one source fails, the
   * others still receive the port.
   */
  static void tell(int listenPort, List<PacketSource> sources) {
    for (PacketSource source : sources) {
      tell(listenPort, source.name(), source::listenPorts);
    }
  }

  /** Passes the listen port to a source of transport data that has already started. */
  static void tell(int listenPort, TransportSource source) {
    tell(listenPort, source.name(), source::listenPorts);
  }

  private static void tell(int listenPort, String name, Consumer<Set<Integer>> source) {
    try {
      source.accept(of(listenPort));
    } catch (RuntimeException | Error e) {
      log.error("the packet source {} could not follow the device to port {}", name, listenPort, e);
    }
  }
}

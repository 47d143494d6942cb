package io.jitpeers.internal;

import com.google.common.collect.MapMaker;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.wakeup.OutboundSource;
import java.util.Map;

/**
 * Prevents two orchestrators of a process from using the same source. The second orchestrator that
 * wants to use a source does not start, and does not close the source. Thread-safe.
 */
final class SourcesInUse {
  /** Maps each source, compared by identity, to its orchestrator. Sources are held weakly. */
  private static final Map<Object, Object> USERS = new MapMaker().weakKeys().makeMap();

  private final PipelineConfig config;
  private final Object user = new Object();

  SourcesInUse(PipelineConfig config) {
    this.config = config;
  }

  /**
   * Claims every source for this orchestrator.
   *
   * @throws IllegalStateException if another orchestrator uses one of them
   */
  void claim() {
    for (PacketSource source : config.packetSources()) {
      claim(source, "packet source " + source.name());
    }
    OutboundSource outbound = config.outboundSource();
    if (outbound != null) {
      claim(outbound, "source of outbound packets");
    }
    TransportSource transport = config.transportSource();
    if (transport != null) {
      claim(transport, "source of transport data");
    }
  }

  private void claim(Object source, String what) {
    Object other = USERS.putIfAbsent(source, user);
    if (other != null && other != user) {
      throw new IllegalStateException(
          "the "
              + what
              + " is in use by another orchestrator, which keeps it; give each orchestrator"
              + " sources of its own");
    }
  }

  /** Closes every source that no other orchestrator uses. */
  void close() {
    for (PacketSource source : config.packetSources()) {
      close(source, "packet source");
    }
    OutboundSource outbound = config.outboundSource();
    if (outbound != null) {
      close(outbound, "source of outbound packets");
    }
    TransportSource transport = config.transportSource();
    if (transport != null) {
      close(transport, "source of transport data");
    }
  }

  private void close(AutoCloseable source, String what) {
    Object other = USERS.get(source);
    if (other == null || other == user) {
      Closing.quietly(what, source);
      USERS.remove(source, user);
    }
  }
}

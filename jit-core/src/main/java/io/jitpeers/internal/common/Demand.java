package io.jitpeers.internal.common;

import io.jitpeers.event.Outcome;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Why a peer is wanted on the device. */
public sealed interface Demand {

  /**
   * A client's handshake initiation, with a packet that is to be completed exactly once.
   *
   * @param packet the packet, retained
   * @param source the source of the packet; it determines whether the packet can be returned to the
   *     data plane
   * @param initiator the client's key; null until the packet is opened
   * @param earlier when the packet passed the earlier stages; null if provisionings are not traced
   */
  record Initiation(
      Packet packet,
      PacketSource source,
      @Nullable PublicKey initiator,
      @Nullable EarlierStages earlier)
      implements Demand {
    /** Creates an initiation that is not opened yet. */
    public Initiation(Packet packet, PacketSource source) {
      this(packet, source, null, null);
    }

    /** Creates an initiation that is not traced. */
    public Initiation(Packet packet, PacketSource source, @Nullable PublicKey initiator) {
      this(packet, source, initiator, null);
    }

    /** Returns a copy with the client's key, which the opened packet contains. */
    public Initiation of(PublicKey key) {
      return new Initiation(packet, source, key, earlier);
    }
  }

  /**
   * A packet from the private side to a peer that was evicted.
   *
   * @param key the peer
   * @param endpoint the peer's last known endpoint; null if there is none
   * @param packet the packet
   * @param ended called once with the outcome; completes the packet
   */
  record WakeUp(
      PublicKey key,
      @Nullable InetSocketAddress endpoint,
      RetainedOutboundPacket packet,
      BiConsumer<WakeUp, Outcome> ended)
      implements Demand {}
}

package io.jitpeers.internal.common;

import io.jitpeers.event.Outcome;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A demand to install a peer on the device. Its reason is an initiation of the peer's client, an
 * outbound packet to the client, or the recovery of the client's lost session.
 */
public sealed interface Demand {

  /**
   * A client's handshake initiation, with a packet that is to be completed exactly once.
   *
   * @param packet the packet as returned by {@link Packet#retain}, so it stays valid until it is
   *     completed
   * @param source the source of the packet; it determines whether the packet can be returned to the
   *     data plane
   * @param initiator the client's key; null until the packet is opened
   * @param timestamp the timestamp in the packet; null until the packet is opened
   * @param earlier when the packet passed the earlier stages; null if provisionings are not traced
   * @param accepted whether the replay memory accepted the timestamp; if not, the initiation may be
   *     a replayed recording
   */
  record Initiation(
      Packet packet,
      PacketSource source,
      @Nullable PublicKey initiator,
      @Nullable Tai64n timestamp,
      @Nullable EarlierStages earlier,
      boolean accepted)
      implements Demand {
    /** Creates an initiation that is not opened yet. */
    public Initiation(Packet packet, PacketSource source) {
      this(packet, source, null);
    }

    /** Creates an initiation of a client, without its timestamp. */
    public Initiation(Packet packet, PacketSource source, @Nullable PublicKey initiator) {
      this(packet, source, initiator, null, null);
    }

    /** Creates an initiation whose timestamp the replay memory has not accepted so far. */
    public Initiation(
        Packet packet,
        PacketSource source,
        @Nullable PublicKey initiator,
        @Nullable Tai64n timestamp,
        @Nullable EarlierStages earlier) {
      this(packet, source, initiator, timestamp, earlier, false);
    }

    /** Returns a copy with the client's key and timestamp from the opened packet. */
    public Initiation of(InitiationResult.Opened opened) {
      return new Initiation(packet, source, opened.initiator(), opened.timestamp(), earlier);
    }

    /** Returns a copy that is marked as accepted by the replay memory. */
    public Initiation asAccepted() {
      return new Initiation(packet, source, initiator, timestamp, earlier, true);
    }
  }

  /**
   * An outbound packet to a peer that was evicted, or the recovery of a peer's lost session.
   *
   * @param key the peer
   * @param endpoint the peer's last known endpoint; null if no endpoint is known
   * @param packet the packet
   * @param ended called once with the outcome; completes the packet, unless the packet is only a
   *     placeholder that stands for a recovery
   */
  record WakeUp(
      PublicKey key,
      @Nullable InetSocketAddress endpoint,
      RetainedOutboundPacket packet,
      BiConsumer<WakeUp, Outcome> ended)
      implements Demand {}
}

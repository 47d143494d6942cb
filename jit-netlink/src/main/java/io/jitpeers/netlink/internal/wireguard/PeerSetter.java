package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.Acknowledgement;
import io.jitpeers.netlink.internal.connection.Failures;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Changes the peers of devices. Thread-safe, one call at a time; each blocks until the kernel has
 * answered. What is sent is written into one buffer that is reused, and wiped after each call.
 */
public final class PeerSetter {
  /** Any interval will do: it is taken back at once. */
  private static final int TRIGGER_SECONDS = 25;

  private final WireGuardClient client;
  private final MessageWriter writer = new MessageWriter(WireGuardClient.MAX_DATAGRAM_LENGTH);

  public PeerSetter(WireGuardClient client) {
    this.client = client;
  }

  /**
   * Makes each peer what its config says. A peer that is refused is removed, also if it was there
   * before: the kernel may have refused it half-way, with a part of its allowed IPs ({@code
   * set_peer} in {@code drivers/net/wireguard/netlink.c}).
   *
   * @return the peers that failed
   * @throws NetlinkException if none could be installed, for a reason that is not any peer's
   */
  public synchronized Map<PublicKey, NetlinkException> install(
      InterfaceRef which, List<PeerConfig> configs) throws NetlinkException {
    return new BatchSetter<>(client, which, new PeerBatch.Installs(configs), writer).run();
  }

  /**
   * Changes what updates name of peers that are there. A peer that is refused is removed, for the
   * reason above.
   *
   * @return the peers that failed
   * @throws NetlinkException if none could be changed, for a reason that is not any peer's
   */
  public synchronized Map<PublicKey, NetlinkException> update(
      InterfaceRef which, List<PeerUpdate> updates) throws NetlinkException {
    return new BatchSetter<>(client, which, new PeerBatch.Updates(updates), writer).run();
  }

  /**
   * Removes peers; what is not there counts as removed.
   *
   * @return the peers that failed
   * @throws NetlinkException if none could be removed, for a reason that is not any peer's
   */
  public synchronized Map<PublicKey, NetlinkException> remove(
      InterfaceRef which, List<PublicKey> keys) throws NetlinkException {
    return new BatchSetter<>(client, which, new PeerBatch.Removals(keys), writer).run();
  }

  /**
   * Makes the kernel send a handshake initiation to a peer that is there. A persistent keepalive
   * that is switched on sends a keepalive at once, and that needs a session ({@code set_peer} in
   * {@code drivers/net/wireguard/netlink.c}); so it is switched off, on, and to what is wanted.
   *
   * @param endpoint where to send it
   * @param keepaliveSeconds the keepalive that the peer keeps
   */
  public synchronized void initiate(
      InterfaceRef which, PublicKey key, InetSocketAddress endpoint, int keepaliveSeconds)
      throws NetlinkException {
    String operation = "initiating a handshake with peer " + key + " on " + which;
    SetDatagram datagram = new SetDatagram(client, which, operation, writer);
    try {
      Acknowledgement answer = sendTrigger(datagram, key, endpoint, keepaliveSeconds);
      if (client.forgetIfUnknown(answer.errno())) {
        answer = sendTrigger(datagram, key, endpoint, keepaliveSeconds);
      }
      if (!answer.isSuccess()) {
        throw WireGuardClient.explain(Failures.of(operation, answer), which);
      }
    } finally {
      datagram.clear();
    }
  }

  /** Returns the first refusal, or else a success. */
  private Acknowledgement sendTrigger(
      SetDatagram datagram, PublicKey key, InetSocketAddress endpoint, int keepaliveSeconds)
      throws NetlinkException {
    datagram.clear();
    message(datagram, () -> PeerEncoder.writeEndpointUpdate(writer, key, endpoint));
    message(datagram, () -> PeerEncoder.writeKeepaliveUpdate(writer, key, TRIGGER_SECONDS));
    message(datagram, () -> PeerEncoder.writeKeepaliveUpdate(writer, key, keepaliveSeconds));
    return Arrays.stream(datagram.send())
        .filter(answer -> !answer.isSuccess())
        .findFirst()
        .orElse(Acknowledgement.SUCCESS);
  }

  private static void message(SetDatagram datagram, Runnable peer) throws NetlinkException {
    if (!datagram.beginMessage(PeerEncoder.HEAD_SPACE)) {
      throw new IllegalStateException("no room for one peer");
    }
    peer.run();
  }
}

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
 * Changes the peers of devices. Thread-safe; calls run one at a time, and each blocks until the
 * kernel has answered. All calls use one buffer, which is wiped after each call.
 */
public final class PeerSetter {
  /**
   * The keepalive interval that is set for a moment, to make the kernel send an initiation. Any
   * value above 0 works, because the requested interval replaces it at once.
   */
  private static final int TRIGGER_SECONDS = 25;

  private final WireGuardClient client;
  private final MessageWriter writer = new MessageWriter(WireGuardClient.MAX_DATAGRAM_LENGTH);

  public PeerSetter(WireGuardClient client) {
    this.client = client;
  }

  /**
   * Makes each peer match its config. A refused peer is removed, even if it existed before, because
   * the kernel may have applied a part of its allowed IPs ({@code set_peer} in {@code
   * drivers/net/wireguard/netlink.c}).
   *
   * @return the peers that failed
   * @throws NetlinkException if no peer was installed, for a reason that concerns the whole batch,
   *     such as a missing interface
   */
  public synchronized Map<PublicKey, NetlinkException> install(
      InterfaceRef which, List<PeerConfig> configs) throws NetlinkException {
    return new BatchSetter<>(client, which, new PeerBatch.Installs(configs), writer).run();
  }

  /**
   * Applies updates to existing peers. A refused peer is removed, because the kernel may have
   * applied a part of the update.
   *
   * @return the peers that failed
   * @throws NetlinkException if no peer was changed, for a reason that concerns the whole batch,
   *     such as a missing interface
   */
  public synchronized Map<PublicKey, NetlinkException> update(
      InterfaceRef which, List<PeerUpdate> updates) throws NetlinkException {
    return new BatchSetter<>(client, which, new PeerBatch.Updates(updates), writer).run();
  }

  /**
   * Removes peers. A peer that does not exist counts as removed.
   *
   * @return the peers that failed
   * @throws NetlinkException if no peer was removed, for a reason that concerns the whole batch,
   *     such as a missing interface
   */
  public synchronized Map<PublicKey, NetlinkException> remove(
      InterfaceRef which, List<PublicKey> keys) throws NetlinkException {
    return new BatchSetter<>(client, which, new PeerBatch.Removals(keys), writer).run();
  }

  /**
   * Makes the kernel send a handshake initiation to an existing peer. For this purpose, the peer's
   * persistent keepalive is switched off, then on, and then set to the requested interval.
   * Switching the persistent keepalive on makes the kernel send a keepalive at once ({@code
   * set_peer} in {@code drivers/net/wireguard/netlink.c}). If the peer has no session, the kernel
   * sends an initiation first.
   *
   * @param endpoint the endpoint to which the initiation is sent
   * @param keepaliveSeconds the keepalive interval that the peer has afterwards
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

  /**
   * Sends the three requests that make the kernel initiate a handshake. The first request sets the
   * endpoint and switches the keepalive off. The second switches the keepalive on, and the third
   * sets the requested interval. Returns the kernel's first refusal, or success if all requests
   * succeeded.
   */
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

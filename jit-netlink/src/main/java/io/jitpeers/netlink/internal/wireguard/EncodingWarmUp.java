package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Makes the JVM load and compile the code that encodes peers into requests. For this purpose it
 * encodes made-up peers into a temporary buffer. Nothing needs to be sent, because the code that
 * sends and receives is already compiled: the device and its peers are read at start-up.
 */
public final class EncodingWarmUp {
  /** After this many requests the JVM has compiled all of the code. */
  private static final int REQUESTS = 5_000;

  private static final int ROOM = 4096;

  private EncodingWarmUp() {}

  /**
   * Encodes requests.
   *
   * @param limit the longest time that the warm-up may take
   */
  public static void run(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    PeerBatch.Installs installs = new PeerBatch.Installs(List.of(bare(), full()));
    PeerBatch.Removals removals = new PeerBatch.Removals(List.of(bare().publicKey()));
    MessageWriter writer = new MessageWriter(ROOM);
    for (int i = 0; i < REQUESTS && System.nanoTime() - end < 0; i++) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      write(writer, installs);
      write(writer, removals);
    }
  }

  private static <T> void write(MessageWriter writer, PeerBatch<T> batch) {
    writer.clear();
    writer.begin(Netlink.NLMSG_NOOP, Netlink.NLM_F_ACK).genericHeader(WireGuard.CMD_SET_DEVICE, 1);
    int list = writer.beginNested(WireGuard.WGDEVICE_A_PEERS);
    for (T peer : batch.peers()) {
      if (batch.space(peer) <= writer.room()) {
        batch.write(writer, peer, batch.allowedIps(peer));
      }
    }
    writer.endNested(list).end();
  }

  private static PeerConfig bare() {
    return PeerConfig.builder(PublicKey.ofBytes(new byte[PublicKey.LENGTH]))
        .allowedIp(IpPrefix.parse("192.0.2.1/32"))
        .build();
  }

  private static PeerConfig full() {
    return bare().toBuilder()
        .presharedKey(PresharedKey.ofBytes(new byte[PresharedKey.LENGTH]))
        .endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1))
        .persistentKeepaliveSeconds(1)
        .allowedIp(IpPrefix.parse("2001:db8::1/128"))
        .build();
  }
}

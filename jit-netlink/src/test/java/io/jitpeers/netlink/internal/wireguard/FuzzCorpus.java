package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.netlink.internal.connection.GenericNetlink;
import io.jitpeers.netlink.internal.connection.NetlinkConnection;
import io.jitpeers.netlink.testkit.FakeDevice;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.netlink.testkit.Recorded;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The exchanges to mutate: recorded ones of a real kernel, and some of the fake one. */
final class FuzzCorpus {
  private static final NetlinkSocketOptions GENERIC =
      NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC);

  private FuzzCorpus() {}

  /**
   * Returns the recorded exchanges, and small ones of the fake kernel, with short and with long
   * datagrams.
   */
  static List<List<byte[]>> all() {
    List<List<byte[]>> all = new ArrayList<>(recorded());
    try {
      all.add(generated(512, 8, 12));
      all.add(generated(3776, 60, 3));
    } catch (Exception e) {
      throw new IllegalStateException("the fake kernel does not answer", e);
    }
    return all;
  }

  private static List<List<byte[]>> recorded() {
    return Stream.of(
            "get",
            "get-empty",
            "get-interrupted",
            "get-split-changed",
            "get-split-removed",
            "get-cursor-removed",
            "get-enodev",
            "set-acknowledged",
            "set-unknown-attribute",
            "set-short-key")
        .map(Recorded::datagrams)
        .toList();
  }

  /** Returns a dump by the fake kernel. */
  private static List<byte[]> generated(int datagramLength, int peers, int allowedIps)
      throws Exception {
    FakeNetlinkKernel kernel = new FakeNetlinkKernel(new ManualTime());
    kernel.setDatagramLength(datagramLength);
    FakeDevice wg0 = kernel.addDevice("wg0", PrivateKey.generate(new SeededRandom(1)), 51820);
    for (int i = 0; i < peers; i++) {
      PublicKey key = key(i);
      wg0.addPeer(key);
      wg0.handshake(key, new InetSocketAddress(i % 2 == 0 ? "192.0.2.1" : "2001:db8::1", 1 + i));
      wg0.setAllowedIps(key, allowedIps(i, allowedIps));
    }
    NetlinkConnection connection = new NetlinkConnection(kernel.sockets(), GENERIC);
    GenericNetlink family =
        new GenericNetlink(connection, WireGuard.GENL_NAME, WireGuard.GENL_VERSION, "absent");
    MessageWriter request = new MessageWriter(64);
    family.begin(request, family.familyId("asking"), Netlink.NLM_F_DUMP, WireGuard.CMD_GET_DEVICE);
    request.putText(WireGuard.WGDEVICE_A_IFNAME, "wg0").end();
    try (connection;
        NetlinkSocket socket = kernel.sockets().open(GENERIC)) {
      socket.send(request.datagram());
      return receiveAll(socket);
    }
  }

  private static List<byte[]> receiveAll(NetlinkSocket socket) throws Exception {
    List<byte[]> answers = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocateDirect(32 * 1024);
    for (int n = socket.receiveNow(buffer); n >= 0; n = socket.receiveNow(buffer)) {
      byte[] answer = new byte[n];
      buffer.get(0, answer);
      answers.add(answer);
    }
    return answers;
  }

  private static List<IpPrefix> allowedIps(int peer, int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> (n % 2 == 0 ? "10." + peer + "." + n + ".0/24" : "fd00:" + peer + "::" + n))
        .map(text -> IpPrefix.parse(text.contains("/") ? text : text + "/128"))
        .toList();
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    return PublicKey.ofBytes(bytes);
  }
}

package io.jitpeers.netlink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The fake kernel gives byte for byte the recorded answers of a real kernel. */
class FidelityTest {
  private static final int RECEIVE_LENGTH = 4096;

  private final FakeNetlinkKernel kernel = new FakeNetlinkKernel(new ManualTime());

  @Test
  void dumpsADeviceThatChangesAsTheKernelDid() throws Exception {
    FakeDevice wg1 = device("wg1", 7);
    assertSame("get-interrupted", "wg1", () -> wg1.setListenPort(0));
  }

  @Test
  void dumpsAPeerWhoseAllowedIpsChangeAsTheKernelDid() throws Exception {
    FakeDevice wg1 = device("wg1", 7);
    wg1.setListenPort(7001);
    assertSame(
        "get-split-changed",
        "wg1",
        () -> wg1.setAllowedIps(key(12), List.of(IpPrefix.parse("::9/128"))));
  }

  @Test
  void dumpsAPeerThatIsRemovedAsTheKernelDid() throws Exception {
    FakeDevice wg2 = device("wg2", 8);
    assertSame("get-split-removed", "wg2", () -> wg2.removePeer(key(12)));
  }

  @Test
  void endsADumpAtARemovedPeerAsTheKernelDid() throws Exception {
    FakeDevice wg3 = device("wg3", 9);
    assertSame("get-cursor-removed", "wg3", () -> wg3.removePeer(key(11)));
  }

  @Test
  void dumpsNothingAsTheKernelDid() throws Exception {
    links(9);
    kernel.addDevice("wg9", null, 0);
    assertSame("get-empty", "wg9", () -> {});
  }

  @Test
  void refusesAsTheKernelDid() throws Exception {
    links(1);
    assertSame("get-enodev", "nosuch0", () -> {});
    assertSame("get-eopnotsupp", "lo", () -> {});
    kernel.setPrivileged(false);
    assertSame("get-eperm", "wg0", () -> {});
  }

  @Test
  void acknowledgesAsTheKernelDid() throws Exception {
    kernel.addDevice("wg9", null, 0);
    assertAnswer("set-acknowledged", writer -> writer.putU32(Uapi.WGDEVICE_A_FLAGS, 0));
    assertAnswer("set-unknown-attribute", writer -> writer.putU32(77, 1));
  }

  private void assertAnswer(String recording, Consumer<MessageWriter> attributes)
      throws SystemCallException {
    MessageWriter request = request("wg9", Netlink.NLM_F_ACK, Uapi.WG_CMD_SET_DEVICE);
    attributes.accept(request);
    request.end();
    assertThat(converse(request, () -> {})).isEqualTo(normalized(Recorded.datagrams(recording)));
  }

  private FakeDevice device(String name, int index) {
    links(index - 1);
    FakeDevice device = kernel.addDevice(name, PrivateKey.ofBytes(privateKey(100)), 0);
    device.addPeer(key(11));
    device.addPeer(key(12));
    device.addPeer(key(13));
    device.setAllowedIps(key(11), allowedIps(0, 1));
    device.setAllowedIps(key(12), allowedIps(1000, 200));
    device.setAllowedIps(key(13), allowedIps(1, 1));
    return device;
  }

  /** Adds interfaces until there is the given number. */
  private void links(int count) {
    for (int i = 1; i < count; i++) {
      kernel.addOtherLink("other" + i);
    }
  }

  private void assertSame(String recording, String device, Runnable afterFirstMade)
      throws SystemCallException {
    MessageWriter request = request(device, Netlink.NLM_F_DUMP, Uapi.WG_CMD_GET_DEVICE);
    request.end();
    assertThat(converse(request, afterFirstMade))
        .isEqualTo(normalized(Recorded.datagrams(recording)));
  }

  private static MessageWriter request(String device, int flags, int command) {
    return new MessageWriter(RECEIVE_LENGTH)
        .begin(FakeNetlinkKernel.FIRST_FAMILY_ID, flags)
        .genericHeader(command, 1)
        .putText(Uapi.WGDEVICE_A_IFNAME, device);
  }

  private List<String> converse(MessageWriter request, Runnable afterFirstMade)
      throws SystemCallException {
    List<byte[]> answers = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocateDirect(RECEIVE_LENGTH);
    try (NetlinkSocket socket =
        kernel.sockets().open(NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC))) {
      socket.send(request.datagram());
      afterFirstMade.run();
      for (int n = socket.receiveNow(buffer); n >= 0; n = socket.receiveNow(buffer)) {
        byte[] answer = new byte[n];
        buffer.get(0, answer);
        answers.add(answer);
      }
    }
    return normalized(answers);
  }

  /** Removes the numbers that differ from run to run: family, sequence and port. */
  private static List<String> normalized(List<byte[]> datagrams) {
    return datagrams.stream().map(FidelityTest::normalized).toList();
  }

  private static String normalized(byte[] datagram) {
    ByteBuffer bytes = ByteBuffer.wrap(datagram.clone()).order(ByteOrder.nativeOrder());
    for (int at = 0; at < datagram.length; at += Netlink.align(bytes.getInt(at))) {
      normalizeHeader(bytes, at);
      if (bytes.getShort(at + 4) == Netlink.NLMSG_ERROR) {
        normalizeHeader(bytes, at + Netlink.HEADER_LENGTH + Integer.BYTES);
      }
    }
    return HexFormat.of().formatHex(bytes.array());
  }

  private static void normalizeHeader(ByteBuffer bytes, int at) {
    if (bytes.getShort(at + 4) >= Netlink.GENL_ID_CTRL) {
      bytes.putShort(at + 4, (short) -1);
    }
    bytes.putLong(at + 8, 0);
  }

  /** Creates the same peers as record.sh. */
  private static byte[] privateKey(int number) {
    byte[] bytes = new byte[PrivateKey.LENGTH];
    ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, 0x4A495400 + number);
    return bytes;
  }

  private static PublicKey key(int number) {
    return PrivateKey.ofBytes(privateKey(number)).publicKey();
  }

  private static List<IpPrefix> allowedIps(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> IpPrefix.parse("10.0." + (i >> 8) + "." + (i & 255) + "/32"))
        .toList();
  }
}

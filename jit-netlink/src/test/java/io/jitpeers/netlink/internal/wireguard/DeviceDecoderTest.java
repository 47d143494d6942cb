package io.jitpeers.netlink.internal.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.testkit.ReplyBuilder;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.testkit.ScriptedSocket;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.wireguard.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A device as a scripted kernel sends it. */
class DeviceDecoderTest {
  private static final int FAMILY = 0x1D;
  private static final InterfaceRef WG0 = new InterfaceRef.ByIndex(7);
  private static final PrivateKey KEY = PrivateKey.generate(new SeededRandom(1));

  @Test
  void readsWhatTheKernelGives() throws Exception {
    WireGuardDevice device =
        read(
            out ->
                out.putU16(WireGuard.WGDEVICE_A_LISTEN_PORT, 65535)
                    .putU32(7, 9)
                    .putU32(WireGuard.WGDEVICE_A_IFINDEX, 7)
                    .putText(WireGuard.WGDEVICE_A_IFNAME, "fifteen-bytes-x")
                    .put(WireGuard.WGDEVICE_A_PRIVATE_KEY, KEY.toBytes())
                    .put(WireGuard.WGDEVICE_A_PUBLIC_KEY, KEY.publicKey().toBytes())
                    .putU32(99, 1));
    assertThat(device)
        .isEqualTo(new WireGuardDevice(7, "fifteen-bytes-x", 65535, KEY.publicKey(), KEY));
  }

  @Test
  void takesTheLastOfRepeatedKeys() throws Exception {
    PrivateKey other = PrivateKey.ofBytes(KEY.publicKey().toBytes());
    WireGuardDevice device =
        read(
            out ->
                named(out)
                    .put(WireGuard.WGDEVICE_A_PRIVATE_KEY, KEY.toBytes())
                    .put(WireGuard.WGDEVICE_A_PRIVATE_KEY, other.toBytes()));
    assertThat(device.privateKey()).isEqualTo(other);
  }

  /** Kernels leave the attribute out; zeros are no key, and no reason to refuse the answer. */
  @Test
  void takesZerosForNoPrivateKey() throws Exception {
    WireGuardDevice device =
        read(out -> named(out).put(WireGuard.WGDEVICE_A_PRIVATE_KEY, new byte[32]));
    assertThat(device.privateKey()).isNull();
  }

  @Test
  void startsEachDeviceAfresh() throws Exception {
    List<WireGuardDevice> seen = new ArrayList<>();
    ScriptedSocket socket = new ScriptedSocket().family(FAMILY);
    socket.reply(
        (out, sequence, portId) ->
            named(out.message(FAMILY, 0, sequence, portId).generic(0))
                .putU16(WireGuard.WGDEVICE_A_LISTEN_PORT, 1)
                .put(WireGuard.WGDEVICE_A_PRIVATE_KEY, KEY.toBytes())
                .put(WireGuard.WGDEVICE_A_PUBLIC_KEY, KEY.publicKey().toBytes()));
    socket.done(0);
    try (WireGuardClient client = new WireGuardClient(ScriptedSocket.factory(socket))) {
      assertThat(client.peers(WG0, seen::add, peer -> {})).isTrue();
    }
    // A listing needs no private key, so the bytes are not converted to one.
    assertThat(seen).containsExactly(new WireGuardDevice(7, "wg0", 1, KEY.publicKey(), null));
  }

  @Test
  void refusesADeviceWithoutIndexOrName() {
    assertRefused(out -> {}, "no interface index or no name");
    assertRefused(
        out -> out.putU32(WireGuard.WGDEVICE_A_IFINDEX, 7), "no interface index or no name");
    assertRefused(
        out -> out.putText(WireGuard.WGDEVICE_A_IFNAME, "wg0"), "no interface index or no name");
    assertRefused(out -> named(out).putU32(WireGuard.WGDEVICE_A_IFINDEX, 0), "no interface index");
    assertRefused(out -> named(out).putU32(WireGuard.WGDEVICE_A_IFINDEX, -7), "no interface index");
    assertRefused(out -> named(out).putText(WireGuard.WGDEVICE_A_IFNAME, ""), "no name");
  }

  @Test
  void refusesKeysOfOtherLengthsWithoutSayingThem() {
    byte[] secret = new byte[31];
    Arrays.fill(secret, (byte) 'S');
    assertRefused(
        out -> named(out).put(WireGuard.WGDEVICE_A_PRIVATE_KEY, secret),
        "an attribute of type 3 with a value of 31 bytes instead of 32");
    assertRefused(
        out ->
            named(out)
                .put(WireGuard.WGDEVICE_A_PRIVATE_KEY, KEY.toBytes())
                .put(WireGuard.WGDEVICE_A_LISTEN_PORT, (byte) 1),
        "an attribute of type 6 with a value of 1 bytes instead of 2");
  }

  @Test
  void saysThatTheAnswerIsEmpty() {
    ScriptedSocket socket = new ScriptedSocket().family(FAMILY).done(0);
    WireGuardClient client = new WireGuardClient(ScriptedSocket.factory(socket));
    assertThatThrownBy(() -> client.device(WG0))
        .isInstanceOf(NetlinkException.class)
        .hasMessage("reading the WireGuard device interface 7: the kernel's answer is empty");
  }

  private static ReplyBuilder named(ReplyBuilder out) {
    return out.putU32(WireGuard.WGDEVICE_A_IFINDEX, 7).putText(WireGuard.WGDEVICE_A_IFNAME, "wg0");
  }

  private static void assertRefused(Consumer<ReplyBuilder> attributes, String text) {
    assertThatThrownBy(() -> read(attributes))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContaining("the kernel's answer has ")
        .hasMessageContaining(text);
  }

  private static WireGuardDevice read(Consumer<ReplyBuilder> attributes) throws NetlinkException {
    ScriptedSocket socket = new ScriptedSocket().family(FAMILY);
    socket.reply(
        (out, sequence, portId) -> {
          out.message(FAMILY, Netlink.NLM_F_MULTI, sequence, portId).generic(0);
          attributes.accept(out);
        });
    try (WireGuardClient client = new WireGuardClient(ScriptedSocket.factory(socket))) {
      return client.device(WG0);
    }
  }
}

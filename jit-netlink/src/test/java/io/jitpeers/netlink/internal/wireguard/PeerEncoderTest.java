package io.jitpeers.netlink.internal.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.netlink.internal.connection.Acknowledgement;
import io.jitpeers.netlink.testkit.FakeDevice;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.netlink.testkit.SetRequest.PeerChange;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The kernel understands the encoded peers, and its resulting state is decoded to the same peers.
 */
class PeerEncoderTest {
  private static final InterfaceRef WG0 = new InterfaceRef.ByName("wg0");
  private static final int ROUNDS = 300;

  private final FakeNetlinkKernel kernel = new FakeNetlinkKernel(new ManualTime());
  private final FakeDevice wg0 = kernel.addDevice("wg0", null, 51820);
  private final WireGuardClient client = new WireGuardClient(kernel.sockets());
  private final MessageWriter writer = new MessageWriter(64 * 1024);

  @Test
  void readsBackWhatWasWritten() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < ROUNDS; i++) {
      PeerConfig config = config(random, i);
      assertThat(send(() -> PeerEncoder.writeWhole(writer, config, config.allowedIps())))
          .isEqualTo(Acknowledgement.SUCCESS);

      PeerStatus peer = wg0.peer(config.publicKey()).orElseThrow();
      assertThat(peer.presharedKeyPresent()).isEqualTo(config.presharedKey().isPresent());
      assertThat(wg0.presharedKey(config.publicKey())).isEqualTo(config.presharedKey());
      assertThat(peer.endpoint()).isEqualTo(config.endpoint().orElse(null));
      assertThat(peer.persistentKeepaliveSeconds()).isEqualTo(config.persistentKeepaliveSeconds());
      Set<IpPrefix> wanted = new LinkedHashSet<>(config.allowedIps());
      assertThat(new LinkedHashSet<>(peer.allowedIps())).isEqualTo(wanted);
    }
    List<PeerStatus> listed = new ArrayList<>();
    assertThat(client.peers(WG0, device -> {}, peer -> listed.add(peer.toStatus()))).isTrue();
    assertThat(listed).hasSize(ROUNDS).isEqualTo(wg0.peers());
  }

  @Test
  void takesNoMoreRoomThanItSays() throws Exception {
    Random random = new Random(2);
    for (int i = 0; i < ROUNDS; i++) {
      PeerConfig config = config(random, i);
      int whole = written(() -> PeerEncoder.writeWhole(writer, config, config.allowedIps()));
      assertThat(whole)
          .isLessThanOrEqualTo(PeerEncoder.HEAD_SPACE + PeerEncoder.space(config.allowedIps()));
      int more =
          written(() -> PeerEncoder.writeMore(writer, config.publicKey(), config.allowedIps()));
      assertThat(more)
          .isLessThanOrEqualTo(PeerEncoder.HEAD_SPACE + PeerEncoder.space(config.allowedIps()));
      assertThat(written(() -> PeerEncoder.writeRemoval(writer, config.publicKey())))
          .isEqualTo(PeerEncoder.BARE_SPACE);
    }
    PeerConfig greatest =
        PeerConfig.builder(key(1))
            .presharedKey(PresharedKey.ofBytes(new byte[32]))
            .endpoint(new InetSocketAddress("2001:db8::1", 1))
            .build();
    assertThat(written(() -> PeerEncoder.writeWhole(writer, greatest, List.of())))
        .isEqualTo(PeerEncoder.HEAD_SPACE);
  }

  @Test
  void addsAllowedIpsToAPeerThatIsThere() throws Exception {
    wg0.addPeer(key(1));
    wg0.setAllowedIps(key(1), List.of(IpPrefix.parse("10.0.0.1/32")));
    send(
        () -> {
          PeerEncoder.writeMore(writer, key(1), List.of(IpPrefix.parse("fd00::/64")));
          PeerEncoder.writeMore(writer, key(2), List.of(IpPrefix.parse("10.0.0.2/32")));
        });
    assertThat(wg0.peer(key(1)).orElseThrow().allowedIps())
        .containsExactly(IpPrefix.parse("10.0.0.1/32"), IpPrefix.parse("fd00::/64"));
    assertThat(wg0.peer(key(2))).isEmpty();
  }

  @Test
  void removesAPeerOnly() throws Exception {
    wg0.addPeer(key(1));
    wg0.addPeer(key(2));
    send(
        () -> {
          PeerEncoder.writeRemoval(writer, key(1));
          PeerEncoder.writeRemoval(writer, key(3));
        });
    assertThat(wg0.peers()).extracting(PeerStatus::publicKey).containsExactly(key(2));
    assertThat(kernel.setRequests().get(0).peers())
        .containsExactly(
            new PeerChange(key(1), true, false, false, 0),
            new PeerChange(key(3), true, false, false, 0));
  }

  @Test
  void updatesAPeerOnlyIfItIsThere() throws Exception {
    wg0.addPeer(key(1));
    InetSocketAddress endpoint = new InetSocketAddress("192.0.2.1", 7);
    send(
        () -> {
          PeerEncoder.writeKeepaliveUpdate(writer, key(1), 25);
          PeerEncoder.writeKeepaliveUpdate(writer, key(2), 25);
          PeerEncoder.writeEndpointUpdate(writer, key(2), endpoint);
        });
    assertThat(wg0.peer(key(1)).orElseThrow().persistentKeepaliveSeconds()).isEqualTo(25);
    assertThat(wg0.peerCount()).isEqualTo(1);
    send(() -> PeerEncoder.writeEndpointUpdate(writer, key(1), endpoint));
    assertThat(wg0.peer(key(1)).orElseThrow().endpoint()).isEqualTo(endpoint);
    assertThat(wg0.peer(key(1)).orElseThrow().persistentKeepaliveSeconds()).isZero();
  }

  private Acknowledgement send(Runnable peers) throws Exception {
    writer.clear();
    client.beginSet("setting wg0", writer, WG0);
    int list = writer.beginNested(WireGuard.WGDEVICE_A_PEERS);
    peers.run();
    writer.endNested(list).end();
    return client.set("setting wg0", writer)[0];
  }

  private int written(Runnable peer) {
    writer.clear();
    writer.begin(16, 0);
    int before = writer.length();
    peer.run();
    return writer.length() - before;
  }

  private static PeerConfig config(Random random, int number) throws Exception {
    PeerConfig.Builder config =
        PeerConfig.builder(key(number)).persistentKeepaliveSeconds(random.nextInt(65_536));
    if (random.nextBoolean()) {
      byte[] secret = new byte[PresharedKey.LENGTH];
      random.nextBytes(secret);
      config.presharedKey(PresharedKey.ofBytes(secret));
    }
    if (random.nextInt(3) > 0) {
      config.endpoint(new InetSocketAddress(address(random), 1 + random.nextInt(65_535)));
    }
    for (int i = random.nextInt(20); i > 0; i--) {
      InetAddress address = address(random);
      int bits = address instanceof Inet6Address ? 128 : 32;
      config.allowedIp(IpPrefix.masked(address, random.nextInt(bits + 1)));
    }
    return config.build();
  }

  private static InetAddress address(Random random) throws Exception {
    byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(bytes);
    if (bytes.length == 16 && random.nextInt(4) == 0) {
      // IPv4-mapped
      Arrays.fill(bytes, 0, 10, (byte) 0);
      bytes[10] = -1;
      bytes[11] = -1;
    }
    return bytes.length == 4
        ? InetAddress.getByAddress(bytes)
        : Inet6Address.getByAddress(null, bytes, random.nextInt(3) - 1);
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    return PublicKey.ofBytes(bytes);
  }
}

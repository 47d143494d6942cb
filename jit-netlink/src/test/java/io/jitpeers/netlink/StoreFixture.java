package io.jitpeers.netlink;

import io.jitpeers.netlink.testkit.FakeDevice;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A scripted kernel with one WireGuard interface, {@code wg0}, and a store on it. */
final class StoreFixture implements AutoCloseable {
  static final int PORT = 51820;

  final FakeNetlinkKernel kernel = new FakeNetlinkKernel(new ManualTime());
  final FakeDevice device = kernel.addDevice("wg0", privateKey(1), PORT);
  final NetlinkPeerStore store = store("wg0");

  NetlinkPeerStore store(String name) {
    return NetlinkTestKit.store(kernel, name);
  }

  static PrivateKey privateKey(int number) {
    byte[] bytes = new byte[PrivateKey.LENGTH];
    Arrays.fill(bytes, (byte) number);
    return PrivateKey.ofBytes(bytes);
  }

  static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = 7;
    bytes[20] = (byte) (number >> 16);
    bytes[21] = (byte) (number >> 8);
    bytes[22] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }

  static IpPrefix address(int number) {
    return IpPrefix.parse(
        "10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255) + "/32");
  }

  static PeerConfig peer(int number) {
    return PeerConfig.builder(key(number)).allowedIp(address(number)).build();
  }

  static PeerConfig peerWithAllowedIps(int number, int count) {
    List<IpPrefix> all =
        IntStream.range(0, count).mapToObj(i -> address(number << 16 | i)).toList();
    return PeerConfig.builder(key(number)).allowedIps(all).build();
  }

  static List<PeerConfig> peers(int from, int to) {
    return IntStream.range(from, to).mapToObj(StoreFixture::peer).toList();
  }

  static Collection<PublicKey> keys(int from, int to) {
    return IntStream.range(from, to).mapToObj(StoreFixture::key).collect(Collectors.toList());
  }

  @Override
  public void close() {
    store.close();
  }
}

package io.jitpeers.netlink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.netlink.internal.wireguard.InterfaceRef;
import io.jitpeers.netlink.internal.wireguard.PeerSetter;
import io.jitpeers.netlink.internal.wireguard.WireGuardClient;
import io.jitpeers.netlink.testkit.FakeDevice;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every buffer that contained a private or preshared key is wiped when the call returns. */
class SecretsTest {
  private static final InterfaceRef WG0 = new InterfaceRef.ByName("wg0");
  private static final byte[] SECRET = "a preshared key of thirty-two B.".getBytes(US_ASCII);

  private final FakeNetlinkKernel kernel = new FakeNetlinkKernel(new ManualTime());
  private final Set<ByteBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean sawSecret;
  private final WireGuardClient client = new WireGuardClient(watched(kernel.sockets()));
  private final PrivateKey privateKey = PrivateKey.ofBytes(SECRET);
  private final FakeDevice wg0 = kernel.addDevice("wg0", privateKey, 51820);

  @Test
  void wipesThePrivateKeyOfADevice() throws Exception {
    assertThat(client.device(WG0).toString()).doesNotContain("thirty").contains("redacted");
    assertWiped();
  }

  @Test
  void wipesThePrivateKeyOfADeviceThatIsOnlyListed() throws Exception {
    assertThat(client.peers(WG0, device -> assertThat(device.privateKey()).isNull(), peer -> {}))
        .isTrue();
    assertWiped();
  }

  @Test
  void wipesThePresharedKeysThatItSends() throws Exception {
    assertThat(setter().install(WG0, List.of(config()))).isEmpty();
    assertThat(wg0.presharedKey(key())).contains(PresharedKey.ofBytes(SECRET));
    assertWiped();
  }

  @Test
  void wipesThePresharedKeysThatItLists() throws Exception {
    assertThat(setter().install(WG0, List.of(config()))).isEmpty();
    buffers.clear();
    sawSecret = false;
    assertThat(client.peers(WG0, device -> {}, peer -> {})).isTrue();
    assertWiped();
  }

  @Test
  void wipesWhatItSendsWhenThatFails() throws Exception {
    assertThat(client.device(WG0).listenPort()).isEqualTo(51820);
    kernel.faults().failSends(Errno.EIO);
    assertThatThrownBy(() -> setter().install(WG0, List.of(config())))
        .isInstanceOf(NetlinkException.class)
        .hasMessageNotContaining("thirty");
    kernel.faults().clear();
    kernel.faults().failSetOf(key(), Errno.ENOMEM, null);
    NetlinkException failure = setter().install(WG0, List.of(config())).get(key());
    assertThat(failure)
        .hasMessageContaining(key().toBase64())
        .hasMessageNotContaining(Base64.getEncoder().encodeToString(SECRET));
    assertWiped();
  }

  private PeerSetter setter() {
    return new PeerSetter(client);
  }

  private void assertWiped() {
    assertThat(sawSecret).isTrue();
    assertThat(buffers).isNotEmpty();
    for (ByteBuffer buffer : buffers) {
      for (int i = 0; i < buffer.capacity(); i++) {
        assertThat(buffer.get(i)).isZero();
      }
    }
  }

  private static PeerConfig config() {
    return PeerConfig.builder(key()).presharedKey(PresharedKey.ofBytes(SECRET)).build();
  }

  private static PublicKey key() {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = 9;
    return PublicKey.ofBytes(bytes);
  }

  private NetlinkSocketFactory watched(NetlinkSocketFactory factory) {
    return options -> new WatchedSocket(factory.open(options));
  }

  /** Records the buffers that are used. */
  private final class WatchedSocket implements NetlinkSocket {
    private final NetlinkSocket socket;

    WatchedSocket(NetlinkSocket socket) {
      this.socket = socket;
    }

    private void watch(ByteBuffer buffer, int from, int length) {
      // A view without limits, because the datagram ends where its content does.
      ByteBuffer whole = buffer.duplicate().clear();
      if (whole.capacity() > 64) {
        buffers.add(whole);
      }
      byte[] bytes = new byte[length];
      whole.get(from, bytes);
      sawSecret |= new String(bytes, ISO_8859_1).contains("reshared key of thirty-two");
    }

    @Override
    public int portId() {
      return socket.portId();
    }

    @Override
    public void send(ByteBuffer datagram) throws SystemCallException {
      watch(datagram, datagram.position(), datagram.remaining());
      socket.send(datagram);
    }

    @Override
    public int receive(ByteBuffer into) throws SystemCallException {
      int length = socket.receive(into);
      watch(into, 0, length);
      return length;
    }

    @Override
    public int receiveNow(ByteBuffer into) throws SystemCallException {
      return socket.receiveNow(into);
    }

    @Override
    public boolean awaitReadable(int timeoutMillis) throws SystemCallException {
      return socket.awaitReadable(timeoutMillis);
    }

    @Override
    public void wakeUp() {
      socket.wakeUp();
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}

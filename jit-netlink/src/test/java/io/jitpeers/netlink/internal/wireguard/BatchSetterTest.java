package io.jitpeers.netlink.internal.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.testkit.FakeDevice;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.netlink.testkit.ScriptedSocket;
import io.jitpeers.netlink.testkit.SetRequest;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a batch is packed, what it costs to find a refused peer, and when it gives up. */
class BatchSetterTest {
  private static final int FAMILY = 0x1D;
  private static final InterfaceRef WG0 = new InterfaceRef.ByName("wg0");
  private static final IpPrefix UNWANTED = IpPrefix.parse("192.0.2.1/32");

  /** How often a datagram is sent again before the batch gives up: three times after the first. */
  private static final int ATTEMPTS = 4;

  private final FakeNetlinkKernel kernel = new FakeNetlinkKernel(new ManualTime());
  private final FakeDevice device =
      kernel.addDevice("wg0", PrivateKey.ofBytes(key(0).toBytes()), 51820);

  @Test
  void aPeerThatJustFitsIntoAMessageIsSentWithTheOthers() throws Exception {
    // 128 bytes and 28 for each IPv4 prefix, 40 for each of IPv6: the 65,528 that there is room
    // for.
    PeerConfig whole = peer(7, 10, 1_628);

    assertThat(install(List.of(whole, peer(8)))).isEmpty();
    assertThat(install(List.of(peer(9), whole))).isEmpty();

    assertThat(requestsOf(7)).isEqualTo(2);
    assertThat(kernel.setRequests()).hasSize(4);
    assertThat(datagrams()).isEqualTo(2);
  }

  @Test
  void aPeerThatIsLongerThanAMessageIsSentInParts() throws Exception {
    PeerConfig longer = peer(7, 11, 1_628);

    assertThat(install(List.of(longer))).isEmpty();

    assertThat(requestsOf(7)).isEqualTo(2);
    assertThat(device.peer(key(7)).orElseThrow().allowedIps())
        .containsExactlyInAnyOrderElementsOf(longer.allowedIps());
  }

  /** One refused peer is found by halving: about one request for each power of two, and back. */
  @ParameterizedTest
  @CsvSource({"0, 18", "127, 19", "128, 17", "200, 16", "255, 11"})
  void findsOneRefusedPeerWithFewRequests(int refused, int most) throws Exception {
    kernel.faults().failSetOf(key(refused), Errno.EINVAL, null);

    assertThat(install(peers(0, 256))).containsOnlyKeys(key(refused));

    assertThat(kernel.setRequests().size()).isLessThanOrEqualTo(most);
  }

  /** After a refusal the next may be near, so as many are tried as went well before, times two. */
  @Test
  void peersThatAreRefusedInARowDoNotCostAHalvingEach() throws Exception {
    List<PublicKey> refused = IntStream.range(0, 128).mapToObj(i -> key(2 * i + 1)).toList();
    refused.forEach(key -> kernel.faults().failSetOf(key, Errno.EINVAL, null));

    assertThat(install(peers(0, 256))).containsOnlyKeys(refused.toArray(PublicKey[]::new));

    assertThat(kernel.setRequests().size()).isLessThanOrEqualTo(4 * 128 + 16);
  }

  @Test
  void whatComesAfterSuccessesFailsAloneIfTheReasonConcernsAll() throws Exception {
    kernel.faults().failSetOf(key(1_500), Errno.EPERM, null);

    Map<PublicKey, NetlinkException> failures = install(peers(0, 2_000));

    assertThat(failures).containsKeys(key(1_500), key(1_999)).doesNotContainKey(key(0));
    assertThat(failures.get(key(1_999))).hasMessageContaining("EPERM");
    // Of each peer it is said that it is there, or that it failed.
    for (int i = 0; i < 2_000; i++) {
      assertThat(device.peer(key(i)).isPresent() || failures.containsKey(key(i))).isTrue();
    }
  }

  @Test
  void aLongPeerAndAllBehindItFailIfTheReasonConcernsAll() throws Exception {
    kernel.faults().failOneSetOf(key(7), 1, Errno.EPERM, null);

    Map<PublicKey, NetlinkException> failures =
        install(List.of(peer(1), peer(7, 5_000, 0), peer(8), peer(9)));

    assertThat(failures).containsOnlyKeys(key(7), key(8), key(9));
    assertThat(failures.get(key(8))).hasMessageContaining("EPERM");
    assertThat(device.peer(key(1))).isPresent();
    assertThat(device.peerCount()).isEqualTo(1);
  }

  @Test
  void saysSoIfARefusedPeerCannotBeRemovedForAReasonThatConcernsAll() throws Exception {
    kernel.faults().failAllowedIp(UNWANTED, Errno.ENOMEM, null);
    // With the other, alone, and then to remove it.
    kernel.faults().failOneSetOf(key(7), 2, Errno.EPERM, "no longer");
    PeerConfig refused = PeerConfig.builder(key(7)).allowedIp(UNWANTED).build();

    NetlinkException failure = install(List.of(peer(1), refused)).get(key(7));

    assertThat(failure).hasMessageContaining("ENOMEM");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0]).hasMessageContainingAll("EPERM", "no longer");
  }

  @Test
  void aRefusedPeerThatWentWithItsDeviceIsNotSaidToBeLeft() throws Exception {
    kernel.faults().failAllowedIp(UNWANTED, Errno.ENOMEM, null);
    kernel.faults().failOneSetOf(key(7), 2, Errno.ENODEV, null);
    PeerConfig refused = PeerConfig.builder(key(7)).allowedIp(UNWANTED).build();

    NetlinkException failure = install(List.of(peer(1), refused)).get(key(7));

    assertThat(failure).hasMessageContaining("ENOMEM");
    assertThat(failure.getSuppressed()).isEmpty();
  }

  @Test
  void givesUpIfTheFamilyIsUnknownEachTime() {
    ScriptedSocket socket = new ScriptedSocket();
    for (int i = 0; i < ATTEMPTS; i++) {
      socket.family(FAMILY).acknowledge(Errno.ENOENT);
    }
    int steps = socket.family(FAMILY).acknowledge(0).stepsLeft();

    assertThatThrownBy(() -> install(List.of(peer(7)), socket))
        .isInstanceOf(NetlinkException.class);

    assertThat(socket.stepsLeft()).isEqualTo(steps / (ATTEMPTS + 1));
  }

  @Test
  void givesUpALongPeerIfTheFamilyIsUnknownEachTime() throws Exception {
    ScriptedSocket socket = new ScriptedSocket();
    for (int i = 0; i < ATTEMPTS; i++) {
      socket.family(FAMILY).acknowledge(Errno.ENOENT);
    }
    // It is removed, for a part of it may be there; and there would be more.
    socket.family(FAMILY).acknowledge(0).acknowledge(0);

    assertThat(install(List.of(peer(7, 5_000, 0)), socket).get(key(7)))
        .hasMessageContaining("keeps disappearing");

    assertThat(socket.stepsLeft()).isEqualTo(1);
  }

  @Test
  void givesUpIfTheAnswerIsLostEachTime() {
    List<ScriptedSocket> sockets = losingEachAnswer();

    assertThatThrownBy(() -> install(List.of(peer(7)), sockets.toArray(ScriptedSocket[]::new)))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContaining("ENOBUFS");

    assertThat(sockets.get(ATTEMPTS - 1).sent()).hasSize(1);
    assertThat(sockets.get(ATTEMPTS).sent()).isEmpty();
  }

  @Test
  void givesUpALongPeerIfTheAnswerIsLostEachTime() throws Exception {
    List<ScriptedSocket> sockets = losingEachAnswer();

    assertThat(install(List.of(peer(7, 5_000, 0)), sockets.toArray(ScriptedSocket[]::new)))
        .hasEntrySatisfying(key(7), e -> assertThat(e).hasMessageContaining("ENOBUFS"));

    assertThat(sockets.get(ATTEMPTS - 1).sent()).hasSize(1);
    // That it is removed.
    assertThat(sockets.get(ATTEMPTS).sent()).hasSize(1);
  }

  /** One socket for each attempt: after a loss the next is opened. The last answers. */
  private static List<ScriptedSocket> losingEachAnswer() {
    List<ScriptedSocket> sockets = new ArrayList<>();
    sockets.add(new ScriptedSocket().family(FAMILY).error(Errno.ENOBUFS));
    for (int i = 1; i < ATTEMPTS; i++) {
      sockets.add(new ScriptedSocket().error(Errno.ENOBUFS));
    }
    sockets.add(new ScriptedSocket().acknowledge(0).acknowledge(0).acknowledge(0));
    return sockets;
  }

  private Map<PublicKey, NetlinkException> install(List<PeerConfig> peers) throws NetlinkException {
    try (WireGuardClient client = new WireGuardClient(kernel.sockets())) {
      return install(client, peers, WireGuardClient.MAX_DATAGRAM_LENGTH);
    }
  }

  /** With datagrams that have room for one message, so that there is one answer to each. */
  private static Map<PublicKey, NetlinkException> install(
      List<PeerConfig> peers, ScriptedSocket... sockets) throws NetlinkException {
    try (WireGuardClient client = new WireGuardClient(ScriptedSocket.factory(sockets))) {
      return install(client, peers, 66_000);
    }
  }

  private static Map<PublicKey, NetlinkException> install(
      WireGuardClient client, List<PeerConfig> peers, int datagramLength) throws NetlinkException {
    PeerBatch.Installs batch = new PeerBatch.Installs(peers);
    return new BatchSetter<>(client, WG0, batch, new MessageWriter(datagramLength)).run();
  }

  private long requestsOf(int peer) {
    return kernel.setRequests().stream()
        .flatMap(request -> request.peers().stream())
        .filter(change -> change.key().equals(key(peer)))
        .count();
  }

  private long datagrams() {
    return kernel.setRequests().stream().map(SetRequest::datagram).distinct().count();
  }

  private static List<PeerConfig> peers(int from, int to) {
    return IntStream.range(from, to).mapToObj(BatchSetterTest::peer).toList();
  }

  private static PeerConfig peer(int number) {
    return peer(number, 1, 0);
  }

  private static PeerConfig peer(int number, int ipv4, int ipv6) {
    List<IpPrefix> allowedIps = new ArrayList<>();
    for (int i = 0; i < ipv4; i++) {
      int address = number << 13 | i;
      allowedIps.add(
          IpPrefix.parse(
              "10."
                  + (address >> 16)
                  + "."
                  + (address >> 8 & 255)
                  + "."
                  + (address & 255)
                  + "/32"));
    }
    for (int i = 0; i < ipv6; i++) {
      allowedIps.add(IpPrefix.parse("fd00:" + number + "::" + Integer.toHexString(i) + "/128"));
    }
    return PeerConfig.builder(key(number)).allowedIps(allowedIps).build();
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = 9;
    bytes[1] = (byte) (number >> 8);
    bytes[2] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }
}

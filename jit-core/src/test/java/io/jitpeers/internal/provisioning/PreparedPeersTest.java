package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.SourceKey;
import io.jitpeers.internal.lookup.Asking;
import io.jitpeers.internal.writer.InstallRequest.Prepared;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testing.Mocks;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is installed for a pending peer: its endpoint, and who initiates the handshake. */
class PreparedPeersTest {
  private static final InetSocketAddress LAST = new InetSocketAddress("203.0.113.9", 41_000);
  private static final InetSocketAddress STATED = new InetSocketAddress("198.51.100.7", 51_820);
  private static final PeerConfig CONFIG = config(1);
  private static final PeerConfig WITH_ENDPOINT = CONFIG.withEndpoint(STATED);

  private final FirstPackets initiating = new FirstPackets(FirstPacketStrategy.WAIT, true);
  private final FirstPackets waiting = new FirstPackets(FirstPacketStrategy.WAIT, false);

  private record Outbound(boolean canBeSentAgain) implements RetainedOutboundPacket {
    @Override
    public void complete(OutboundOutcome outcome) {
      throw new AssertionError("not completed by a pending peer");
    }
  }

  private static Demand.WakeUp wakeUp(@Nullable InetSocketAddress last, boolean sentAgain) {
    return new Demand.WakeUp(key(1), last, new Outbound(sentAgain), (demand, outcome) -> {});
  }

  private static Demand.Initiation initiation(InetSocketAddress from) {
    return new Demand.Initiation(
        new TestPacket(new byte[148], from, 0), new ManualPacketSource(), key(1));
  }

  private static PendingPeer peer(Demand demand) {
    return new PendingPeer(key(1), demand, false, true, 5);
  }

  @Test
  void aWokenPeerIsReachedWhereItWasLastHeardFrom() {
    PendingPeer heard = peer(wakeUp(LAST, false));
    assertThat(heard.reachable(WITH_ENDPOINT)).isEqualTo(CONFIG.withEndpoint(LAST));
    PendingPeer silent = peer(wakeUp(null, false));
    assertThat(silent.reachable(WITH_ENDPOINT)).isEqualTo(WITH_ENDPOINT);
    assertThat(silent.reachable(CONFIG)).as("nowhere").isNull();
    PendingPeer client = peer(initiation(LAST));
    assertThat(client.reachable(CONFIG)).isEqualTo(CONFIG);
  }

  @Test
  void aPacketThatIsSentAgainMakesTheDataPlaneInitiate() {
    Prepared prepared = peer(wakeUp(null, true)).prepare(WITH_ENDPOINT, initiating);
    assertThat(prepared).isEqualTo(new Prepared(WITH_ENDPOINT, null, true, null));
  }

  @Test
  void withoutSuchAPacketTheDataPlaneIsToldToInitiate() {
    PendingPeer lost = peer(wakeUp(null, false));
    Prepared initiates = new Prepared(WITH_ENDPOINT, STATED, false, null);
    assertThat(lost.prepare(WITH_ENDPOINT, initiating)).isEqualTo(initiates);
    assertThat(lost.await(wakeUp(null, false))).isTrue();
    assertThat(lost.prepare(WITH_ENDPOINT, initiating)).isEqualTo(initiates);
    assertThat(lost.await(wakeUp(null, true))).isTrue();
    assertThat(lost.prepare(WITH_ENDPOINT, initiating))
        .as("one that waits is sent again")
        .isEqualTo(new Prepared(WITH_ENDPOINT, null, true, null));
  }

  @Test
  void aDataPlaneThatCannotInitiateWaitsForTheClient() {
    assertThat(peer(wakeUp(null, false)).prepare(WITH_ENDPOINT, waiting))
        .isEqualTo(new Prepared(WITH_ENDPOINT, null, true, null));
  }

  @Test
  void aClientsEndpointIsSetOnlyForPacketsThatWait() {
    PendingPeer client = peer(initiation(LAST));
    assertThat(client.prepare(CONFIG, waiting)).isEqualTo(new Prepared(CONFIG, null, false, null));
    assertThat(client.await(wakeUp(null, true))).isTrue();
    assertThat(client.prepare(CONFIG, waiting))
        .isEqualTo(new Prepared(CONFIG.withEndpoint(LAST), null, false, null));
  }

  @Test
  void aSourceThatIsNoEndpointIsNotSet() {
    PendingPeer client = peer(initiation(new InetSocketAddress("203.0.113.9", 0)));
    assertThat(client.await(wakeUp(null, true))).isTrue();
    assertThat(client.prepare(CONFIG, waiting)).isEqualTo(new Prepared(CONFIG, null, false, null));
  }

  @Test
  void aClientThatIsInitiatedToHasItsSourceAsEndpoint() {
    FirstPackets back = new FirstPackets(FirstPacketStrategy.INITIATE_BACK, true);
    assertThat(peer(initiation(LAST)).prepare(CONFIG, back))
        .isEqualTo(new Prepared(CONFIG.withEndpoint(LAST), LAST, false, null));
  }

  @Test
  void aLookupIsCausedByItsClientsSourceOrByThisGateway() {
    PendingPeer woken = peer(wakeUp(LAST, false));
    assertThat(woken.source()).isEqualTo(Asking.ownSource(key(1)));
    assertThat(woken.supersede(initiation(LAST), Tai64n.of(1, 0), false)).isNull();
    assertThat(woken.source()).isEqualTo(SourceKey.of(LAST.getAddress()));
  }

  @Test
  void anEndedFlightCancelsItsDeadlineAndItsLookup() {
    PendingPeer flight = peer(initiation(LAST));
    flight.release();
    CompletableFuture<PeerLookup> lookup = new CompletableFuture<>();
    int[] cancelled = {0};
    flight.deadline = () -> cancelled[0]++;
    flight.lookup = lookup;
    flight.release();
    assertThat(cancelled[0]).isOne();
    assertThat(lookup).isCancelled();
  }

  @Test
  void aDeadlineThatCannotBeCancelledDoesNotKeepTheLookup() {
    PendingPeer flight = peer(initiation(LAST));
    CompletableFuture<PeerLookup> lookup = new CompletableFuture<>();
    flight.deadline =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    flight.lookup = lookup;
    assertThatThrownBy(flight::release).hasMessage("on purpose");
    assertThat(lookup).isCancelled();
  }

  @Test
  void aLoopbackSourceIsAnEndpointOnlyOfALoopbackDestination() {
    InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
    Packet packet = Mocks.ofInterface(Packet.class);
    when(packet.source()).thenReturn(local);
    Demand.Initiation initiation = new Demand.Initiation(packet, new ManualPacketSource(), key(1));
    when(packet.destination())
        .thenReturn(new InetSocketAddress(InetAddress.getLoopbackAddress(), 51_820));
    assertThat(waiting.endpoint(initiation)).isEqualTo(local);
    when(packet.destination()).thenReturn(STATED);
    assertThat(waiting.endpoint(initiation)).isNull();
  }

  @Test
  void aSourceThatCannotSayWhetherItReturnsPacketsReturnsNone() {
    PacketSource broken = mock(PacketSource.class);
    when(broken.returnsPackets()).thenThrow(new IllegalStateException("on purpose"));
    FirstPackets replaying = new FirstPackets(FirstPacketStrategy.REPLAY, true);
    Demand.Initiation initiation = new Demand.Initiation(initiation(LAST).packet(), broken, key(1));
    assertThat(replaying.initiateTo(initiation, false)).isEqualTo(LAST);
  }
}

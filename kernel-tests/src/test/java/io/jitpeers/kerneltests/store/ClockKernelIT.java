package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.Patient;
import io.jitpeers.kerneltests.support.WallClock;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.testkit.wireguard.FakeHandshake;
import io.jitpeers.wireguard.Tai64n;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel also remembers the newest timestamp of each of its peers. */
class ClockKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Instant FALLEN = Instant.parse("1970-01-01T00:00:30Z");
  private static final Instant FUTURE = Instant.parse("2100-01-01T00:00:00Z");

  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private final SecureRandom random = new SecureRandom();
  private final FakeClient client =
      FakeClient.of(TwoEnds.CLIENT_KEY, Gateway.KEY.publicKey(), random);
  private final List<JitEvent> events = new CopyOnWriteArrayList<>();
  private TwoEnds ends;
  private Relay relay;
  private JitOrchestrator orchestrator;
  private DatagramSocket socket;

  @BeforeEach
  void start() throws Exception {
    ends = TwoEnds.create("clock");
    ends.gateway().wg().set("listen-port", Integer.toString(Relay.KERNEL_PORT));
    relay = Relay.open(ends.gateway());
    socket = ends.client().call(DatagramSocket::new);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(relay.source())
            .configSource(control)
            .store(ends.gateway().storeBuilder().build())
            .listener(events::add)
            .provisioningOptions(Patient.provisioning().build())
            // A recording is sent soon after the original, and must reach the check of timestamps.
            .admissionOptions(AdmissionOptions.builder().duplicateWindow(Duration.ZERO).build())
            .build();
    orchestrator.start();
    control.put(TwoEnds.clientPeer().build(), Freshness.NONE);
  }

  @AfterEach
  void close() {
    orchestrator.close();
    socket.close();
    relay.close();
    ends.close();
  }

  private FakeHandshake begin(Instant clock) throws Exception {
    FakeHandshake handshake = client.begin(Tai64n.of(clock));
    send(handshake);
    return handshake;
  }

  private void send(FakeHandshake handshake) throws Exception {
    byte[] initiation = handshake.initiation();
    socket.send(new DatagramPacket(initiation, initiation.length, TwoEnds.GATEWAY_AT));
  }

  /**
   * Waits for the kernel's answer to exactly this initiation, which no other program can create.
   */
  private void assertAnswered(FakeHandshake handshake) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[1_000], 1_000);
    socket.receive(packet);
    handshake.readResponse(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  private void assertReplayed(int times) {
    assertThat(
            Await.until(PATIENCE, () -> orchestrator.statistics().count(Outcome.REPLAYED) >= times))
        .isTrue();
    assertThat(orchestrator.statistics().count(Outcome.REPLAYED)).isEqualTo(times);
  }

  private boolean isClockBehindTold() {
    return events.stream().anyMatch(JitEvent.PeerClockBehind.class::isInstance);
  }

  @Test
  void aClientWhoseClockFellBackIsAnsweredOnceItIsForgotten() throws Exception {
    FakeHandshake right = begin(WallClock.now());
    assertAnswered(right);
    begin(FALLEN);
    assertReplayed(1);
    // The orchestrator calls listeners on another thread.
    assertThat(Await.until(PATIENCE, this::isClockBehindTold)).isTrue();
    assertThat(ends.gateway().wg().dump().peers()).hasSize(1);

    assertThat(orchestrator.forgetTimestamp(TwoEnds.CLIENT).get(2, TimeUnit.MINUTES)).isTrue();
    assertThat(ends.gateway().wg().dump().peers()).isEmpty();
    send(right);
    assertReplayed(2);
    assertThat(ends.gateway().wg().dump().peers()).isEmpty();
    assertAnswered(begin(FALLEN.plusSeconds(5)));
    assertThat(Judge.keys(ends.gateway().wg().dump())).containsExactly(TwoEnds.CLIENT);
  }

  @Test
  void anEpochLetsThatSameInitiationIn() throws Exception {
    FakeHandshake right = begin(WallClock.now());
    assertAnswered(right);
    control.put(TwoEnds.clientPeer().timestampEpoch(1).build(), Freshness.NONE);

    assertAnswered(begin(FALLEN));

    send(right);
    assertReplayed(1);
  }

  @Test
  void aClientThatWasIn2100IsAnsweredWhenItsClockIsRight() throws Exception {
    FakeHandshake in2100 = begin(FUTURE);
    assertAnswered(in2100);

    assertAnswered(begin(WallClock.now()));

    send(in2100);
    assertReplayed(1);
  }
}

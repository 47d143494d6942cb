package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.netlink.testkit.FakeDevice;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A kernel that other programs change all the time, whose counters and clock are wrong at times,
 * and a gateway that is suspended during a call.
 */
@Timeout(600)
class KernelChangesFlowTest {
  private static final Duration IDLE = Duration.ofMinutes(10);

  private GatewayOnFakeKernel gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new GatewayOnFakeKernel(2);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  /** Another program with its own peers, which also changes the gateway's peers. */
  private final class OtherProgram {
    /** Limits its own peers, because otherwise a dump would never end. */
    private static final int MOST = 40;

    private final Random random;
    private final List<PublicKey> own = new ArrayList<>();
    private final List<PrivateKey> clients;
    private int made;

    OtherProgram(long seed, List<PrivateKey> clients) {
      this.random = new Random(seed);
      this.clients = clients;
    }

    synchronized void step() {
      PublicKey ours = clients.get(random.nextInt(clients.size())).publicKey();
      FakeDevice device = gateway.device;
      switch (own.size() < MOST ? random.nextInt(5) : 2) {
        case 0, 1 -> {
          PublicKey added = StoreFixture.key(2_000_000 + made);
          gateway.addTheirs(added, address());
          own.add(added);
        }
        case 2 -> {
          if (!own.isEmpty()) {
            gateway.removeTheirs(own.remove(random.nextInt(own.size())));
          }
        }
        case 3 -> device.removePeer(ours);
        default -> device.setAllowedIps(ours, List.of(address()));
      }
    }

    /** Returns a key that no other peer has. */
    private IpPrefix address() {
      made++;
      return IpPrefix.parse(
          "172." + (16 + (made >> 16)) + "." + (made >> 8 & 255) + "." + (made & 255) + "/32");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aSecondProgramThatChangesPeersAllTheTimeKeepsItsOwn(long seed) throws Exception {
    List<PrivateKey> clients = gateway.newClients(30);
    OtherProgram other = new OtherProgram(seed, clients);
    gateway.kernel.setDatagramLength(512);
    gateway.kernel.faults().betweenDatagrams(other::step);
    Random random = new Random(seed);
    for (int step = 0; step < 150; step++) {
      PrivateKey client = clients.get(random.nextInt(clients.size()));
      switch (random.nextInt(4)) {
        case 0 -> gateway.sweep();
        case 1 -> gateway.orchestrator.evict(client.publicKey()).join();
        default -> gateway.initiate(client);
      }
      other.step();
      gateway.time.advance(Duration.ofSeconds(random.nextInt(5)));
    }
    gateway.kernel.faults().clear();
    gateway.assertConverged(clients);
    assertThat(gateway.theirs).hasSizeGreaterThan(10);
  }

  @Test
  void countersThatGoBackwardsAreUseAndNeverLessThanNothing() throws Exception {
    PrivateKey client = gateway.newClient();
    gateway.provision(List.of(client));
    PublicKey key = client.publicKey();
    gateway.device.traffic(key, 5_000_000, 7_000_000);
    gateway.sweep();
    long before = gateway.orchestrator.statistics().traffic().rxBytes();
    for (int minute = 0; minute < 2 * IDLE.toMinutes(); minute++) {
      // As if another program had created the peer anew, and the peer had been used since.
      gateway.device.traffic(key, -3_000_000, -5_000_000);
      gateway.device.traffic(key, 2_999_000, 4_999_000);
      gateway.time.advance(Duration.ofMinutes(1));
      gateway.sweep();
      assertThat(gateway.orchestrator.statistics().traffic().rxBytes())
          .isGreaterThanOrEqualTo(before);
      before = gateway.orchestrator.statistics().traffic().rxBytes();
    }
    assertThat(gateway.orchestrator.find(key)).isPresent();
    gateway.assertConverged(List.of(client));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, -1})
  void aWallClockThatStepsByAnHourEvictsNobodyInUseAndSparesNobodyIdle(long hours)
      throws Exception {
    PrivateKey used = gateway.newClient();
    PrivateKey idle = gateway.newClient();
    gateway.provision(List.of(used, idle));
    gateway.sweep();
    for (int minute = 1; minute < IDLE.toMinutes() + 3; minute++) {
      if (minute == 5) {
        gateway.time.stepWallClock(Duration.ofHours(hours));
      }
      if (minute % 2 == 0) {
        assertThat(gateway.device.handshake(used.publicKey(), GatewayOnFakeKernel.CLIENT)).isTrue();
        gateway.device.traffic(used.publicKey(), 100_000, 100_000);
      }
      gateway.time.advance(Duration.ofMinutes(1));
      gateway.sweep();
      if (minute < IDLE.toMinutes() - 1) {
        assertThat(gateway.orchestrator.find(idle.publicKey())).as("minute " + minute).isPresent();
      }
    }
    assertThat(gateway.orchestrator.find(used.publicKey())).isPresent();
    assertThat(gateway.orchestrator.find(idle.publicKey())).isEmpty();
    assertThat(gateway.orchestrator.statistics().count(EvictionCause.IDLE)).isOne();
    gateway.assertConverged(List.of(used, idle));
    // A client with a timestamp of the new time is admitted, in whichever direction the clock
    // stepped.
    if (hours > 0) {
      assertThat(gateway.initiate(idle)).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  /** Suspended between two datagrams of the kernel's answer, with unfinished work. */
  @Test
  void aProcessThatWasStoppedForTenMinutesInAListingEvictsNobodyWhoCameMeanwhile()
      throws Exception {
    List<PrivateKey> clients = gateway.newClients(60);
    gateway.provision(clients);
    gateway.sweep();
    gateway.time.advance(IDLE.plusMinutes(1));
    gateway.kernel.setDatagramLength(512);
    AtomicInteger datagrams = new AtomicInteger();
    gateway
        .kernel
        .faults()
        .betweenDatagrams(
            () -> {
              if (datagrams.incrementAndGet() == 8) {
                // The clients continue: the kernel answers them without the gateway.
                gateway.time.advance(Duration.ofMinutes(10));
                clients.forEach(
                    client ->
                        gateway.device.handshake(client.publicKey(), GatewayOnFakeKernel.CLIENT));
              }
            });
    gateway.sweep();
    assertThat(datagrams).hasValueGreaterThanOrEqualTo(8);
    assertThat(gateway.device.peerCount())
        .as("a listing that old is not acted on")
        .isEqualTo(clients.size() + gateway.theirs.size());
    gateway.kernel.faults().clear();
    gateway.assertConverged(clients);
    assertThat(gateway.orchestrator.snapshot().hotSet())
        .hasSize(clients.size() + gateway.theirs.size());
  }

  /** Suspended between two calls: all its timers are due at once when it continues. */
  @Test
  void aProcessThatWasStoppedForTenMinutesBetweenTwoCallsConverges() throws Exception {
    List<PrivateKey> clients = gateway.newClients(30);
    gateway.provision(clients);
    gateway.sweep();
    gateway.orchestrator.resumeEviction();
    List<PrivateKey> leaving = clients.subList(0, 10);
    for (PrivateKey client : leaving) {
      gateway.device.removePeer(client.publicKey());
    }
    clients
        .subList(10, 30)
        .forEach(client -> gateway.device.traffic(client.publicKey(), 1_000_000, 1_000_000));
    gateway.time.advance(Duration.ofMinutes(10));
    gateway.orchestrator.pauseEviction();
    // The clock jumped while a sweep waited for its policies, so that sweep has failed. Until its
    // policies return, further sweeps fail too.
    Await.until("a sweep succeeds", () -> gateway.sweep().isPresent());
    gateway.assertConverged(clients);
    gateway.provision(leaving);
    gateway.assertConverged(clients);
  }
}

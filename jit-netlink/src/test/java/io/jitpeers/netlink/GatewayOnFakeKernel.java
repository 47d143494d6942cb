package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.netlink.testkit.FakeDevice;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.netlink.testkit.SetRequest;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A whole gateway on a scripted kernel, with clients, a control plane that knows them, and static
 * peers of another program. The tests advance its clock; its threads are real.
 */
final class GatewayOnFakeKernel implements AutoCloseable {
  static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 40000);
  private static final int STATIC_PEERS = 5;
  private static final PrivateKey KEY = StoreFixture.privateKey(1);

  final ManualTime time = new ManualTime();
  final FakeNetlinkKernel kernel = new FakeNetlinkKernel(time);
  final FakeDevice device = kernel.addDevice("wg0", KEY, StoreFixture.PORT);
  final FakePeerConfigSource control = new FakePeerConfigSource();
  final List<JitEvent> events = new CopyOnWriteArrayList<>();
  final JitOrchestrator orchestrator;

  /** The peers of the other program, which the gateway must not change. */
  final Map<PublicKey, List<IpPrefix>> theirs = new HashMap<>();

  private final ManualPacketSource source = new ManualPacketSource();
  private final SeededRandom random;
  private int clients;

  GatewayOnFakeKernel(long seed) throws StoreException {
    random = new SeededRandom(seed);
    for (int n = 0; n < STATIC_PEERS; n++) {
      addTheirs(StoreFixture.key(1_000_000 + n), IpPrefix.parse("192.168." + n + ".0/24"));
    }
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(control)
            .store(NetlinkTestKit.store(kernel, "wg0"))
            // All clients have the same address.
            .admissionOptions(
                AdmissionOptions.builder().perSourceRate(10_000).perSourceBurst(10_000).build())
            .startOptions(StartOptions.builder().warmUp(Duration.ZERO).build())
            .timeSource(time)
            .scheduler(time)
            .random(random)
            .listener(events::add)
            .build();
    orchestrator.start();
    // The tests trigger sweeps.
    orchestrator.pauseEviction();
  }

  void addTheirs(PublicKey key, IpPrefix allowedIp) {
    device.addPeer(key);
    device.setAllowedIps(key, List.of(allowedIp));
    theirs.put(key, List.of(allowedIp));
  }

  void removeTheirs(PublicKey key) {
    device.removePeer(key);
    theirs.remove(key);
  }

  /** Creates a client that the control plane knows, for a day. */
  PrivateKey newClient() {
    PrivateKey client = PrivateKey.generate(random);
    control.put(
        FakePeerConfigSource.config(client.publicKey(), ++clients),
        Freshness.of(Duration.ofDays(1)));
    return client;
  }

  List<PrivateKey> newClients(int count) {
    List<PrivateKey> all = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      all.add(newClient());
    }
    return all;
  }

  /** Delivers a new initiation of each client; returns the outcomes. */
  Map<PrivateKey, PacketOutcome> initiate(Collection<PrivateKey> all) throws InterruptedException {
    CountDownLatch completed = new CountDownLatch(all.size());
    Map<PrivateKey, TestPacket> packets = new HashMap<>();
    for (PrivateKey client : all) {
      time.advance(Duration.ofMillis(20));
      byte[] datagram =
          FakeClient.of(client, KEY.publicKey(), random)
              .initiation(Tai64n.of(time.wallTime()), random.nextInt());
      TestPacket packet =
          new TestPacket(datagram, CLIENT, time.nanoTime()).whenCompleted(completed::countDown);
      packets.put(client, source.deliver(packet));
    }
    assertThat(completed.await(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return packets.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().outcome()));
  }

  PacketOutcome initiate(PrivateKey client) throws InterruptedException {
    return initiate(List.of(client)).get(client);
  }

  /** Makes a client initiate until it is served, as real clients do. */
  void provision(Collection<PrivateKey> all) throws InterruptedException {
    for (PrivateKey client : all) {
      assertThat(initiate(client)).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(device.handshake(client.publicKey(), CLIENT)).isTrue();
    }
  }

  /** Runs one sweep; returns empty if it failed. */
  Optional<SweepReport> sweep() {
    return orchestrator
        .evictNow()
        .handle((report, failure) -> Optional.ofNullable(report))
        .orTimeout(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /**
   * Checks that the state is correct after two sweeps: the resident peers are those on the device,
   * the clients' peers belong to the gateway, and the other program's peers are unchanged and were
   * never removed. Afterwards, {@link #events} contains all events of these and earlier sweeps.
   */
  void assertConverged(Collection<PrivateKey> all) throws Exception {
    assertThat(sweep()).isPresent();
    SweepReport last = sweep().orElseThrow();
    awaitEventsUntil(last);
    Map<PublicKey, ResidentPeer> resident =
        orchestrator.snapshot().hotSet().stream()
            .collect(Collectors.toMap(ResidentPeer::key, peer -> peer));
    Map<PublicKey, PeerStatus> onDevice =
        device.peers().stream().collect(Collectors.toMap(PeerStatus::publicKey, peer -> peer));
    assertThat(resident.keySet()).isEqualTo(onDevice.keySet());
    Set<PublicKey> ours = all.stream().map(PrivateKey::publicKey).collect(Collectors.toSet());
    resident.forEach(
        (key, peer) ->
            assertThat(peer.origin() == PeerOrigin.FOREIGN)
                .as("whether %s is foreign", key)
                .isEqualTo(!ours.contains(key)));
    assertTheirsUntouched(onDevice);
  }

  /**
   * Waits for a sweep's last event. The listener's thread receives it after the sweep has ended.
   */
  @SuppressWarnings("ReferenceEquality") // Reports of several sweeps may be equal.
  private void awaitEventsUntil(SweepReport report) throws Exception {
    Await.until(
        "the listener knows of the sweep",
        () ->
            events.stream()
                .anyMatch(
                    event ->
                        event instanceof JitEvent.SweepCompleted completed
                            && completed.report() == report));
  }

  private void assertTheirsUntouched(Map<PublicKey, PeerStatus> onDevice) {
    theirs.forEach(
        (key, allowedIps) -> {
          assertThat(onDevice).containsKey(key);
          assertThat(onDevice.get(key).allowedIps()).isEqualTo(allowedIps);
        });
    for (SetRequest request : kernel.setRequests()) {
      assertThat(request.peers()).noneMatch(change -> theirs.containsKey(change.key()));
    }
  }

  @Override
  public void close() {
    orchestrator.close();
  }
}

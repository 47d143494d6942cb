package io.jitpeers.examples.gateway.status;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Stage;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.FakeReplayStore;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A real orchestrator with a store in memory, and clients for it. Sweeps run when a test says so.
 */
public final class Gateway implements AutoCloseable {
  /**
   * With deadlines that do not pass during a test. Timers run by the real clock while the time of a
   * test stands still, so the deadline of an earlier peer would end the provisioning of a later
   * one.
   */
  private static final ProvisioningOptions PATIENT =
      ProvisioningOptions.builder()
          .lookupDeadline(Duration.ofDays(1))
          .pendingDeadline(Duration.ofDays(1))
          .build();

  private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 51_820);

  private final SecureRandom random = new SecureRandom();
  private final PrivateKey key = PrivateKey.generate(random);
  private final TimeSource time;
  public final FakePeerConfigSource controlPlane = new FakePeerConfigSource();
  final FakeReplayStore disk = new FakeReplayStore();
  public final InMemoryPeerStore store;
  public final JitOrchestrator orchestrator;
  private final DirectPacketSource source;
  private final Semaphore told = new Semaphore(0);
  private final Semaphore swept = new Semaphore(0);
  private int clients;
  private int datagrams;

  public Gateway(String name, TimeSource time) {
    this.time = time;
    source = new DirectPacketSource("direct", time);
    store = InMemoryPeerStore.builder().name(name).privateKey(key).timeSource(time).build();
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(controlPlane)
            .store(store)
            .replayStore(disk.open())
            .provisioningOptions(PATIENT)
            .evictionOptions(
                EvictionOptions.builder()
                    .schedule(EvictionSchedule.every(Duration.ofDays(1)))
                    .build())
            .timeSource(time)
            .build();
  }

  public Gateway start() throws StoreException {
    // Last of all listeners, so that the others were told before.
    orchestrator.addListener(
        event -> {
          if (event instanceof JitEvent.PeerInstalled
              || event instanceof JitEvent.PeerRefused
              || event instanceof JitEvent.PeerClockBehind) {
            told.release();
          } else if (event instanceof JitEvent.SweepCompleted) {
            swept.release();
          }
        });
    orchestrator.addStageObserver(
        (stage, nanos) -> {
          if (stage == Stage.FIRST_PACKET) {
            told.release();
          }
        });
    orchestrator.start();
    return this;
  }

  /** A client that the control plane knows. */
  public FakeClient newClient() {
    FakeClient client = newStranger();
    controlPlane.put(client.publicKey(), ++clients);
    return client;
  }

  /** A client that it does not know. */
  public FakeClient newStranger() {
    return FakeClient.of(PrivateKey.generate(random), key.publicKey(), random);
  }

  /** Lets a client initiate, and waits for what becomes of its datagram. */
  public PacketOutcome initiate(FakeClient client) throws Exception {
    return offer(client.begin(Tai64n.of(time.wallTime())).initiation());
  }

  public PacketOutcome offer(byte[] datagram) throws Exception {
    CompletableFuture<PacketOutcome> outcome = new CompletableFuture<>();
    source.offer(
        datagram,
        // From anywhere, or the rate limit of one source would be met.
        new InetSocketAddress("198.51.100." + datagrams++ % 250, 40_000),
        ADDRESS,
        new DirectPacketSource.Delivery() {
          @Override
          public void pass(ByteBuffer mine) {
            outcome.complete(PacketOutcome.INSTALLED);
          }

          @Override
          public void passUnexamined(ByteBuffer datagram) {
            drop(PacketOutcome.NOT_EXAMINED);
          }

          @Override
          public void drop(PacketOutcome why) {
            outcome.complete(why);
          }
        });
    PacketOutcome became = outcome.get(60, TimeUnit.SECONDS);
    // Events and times follow the packet.
    int follows = became == PacketOutcome.INSTALLED ? 2 : 1;
    if (!told.tryAcquire(follows, 60, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody was told of a packet that is " + became);
    }
    return became;
  }

  /** Sweeps, and waits until it is done. */
  void sweep() throws Exception {
    orchestrator.evictNow().get(60, TimeUnit.SECONDS);
    if (!swept.tryAcquire(60, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody was told of a sweep");
    }
  }

  @Override
  public void close() {
    orchestrator.close();
  }
}

package io.jitpeers.examples.gateway;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** An orchestrator on real threads, one of which can be made to hang. */
public final class StuckGateway implements AutoCloseable {
  private final SecureRandom random = new SecureRandom();
  private final PrivateKey key = PrivateKey.generate(random);
  private final CountDownLatch caught = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final Source source = new Source();

  /** What the watchdog looks by. */
  public final ManualTime time = new ManualTime();

  public final InMemoryPeerStore store =
      InMemoryPeerStore.builder().name("wg0").privateKey(key).timeSource(time).build();

  public final JitOrchestrator orchestrator =
      JitOrchestrator.builder()
          .packetSource(source)
          .configSource(new FakePeerConfigSource())
          .store(store)
          .eventOptions(
              EventOptions.builder().queueCapacity(1).closeDeadline(Duration.ZERO).build())
          .timeSource(time)
          .scheduler(time)
          .build();

  /** The gateway's private key. */
  public PrivateKey key() {
    return key;
  }

  private static final class Source implements PacketSource {
    private volatile PacketHandler handler = packet -> {};

    @Override
    public String name() {
      return "stuck";
    }

    @Override
    public void start(PacketHandler packetHandler) {
      handler = packetHandler;
    }

    @Override
    public boolean returnsPackets() {
      return true;
    }

    @Override
    public SourceStatistics statistics() {
      return SourceStatistics.of(0, 0, 0);
    }

    @Override
    public void close() {}
  }

  /** A packet that whoever opens it is stuck in. */
  private record Stuck(Packet packet, CountDownLatch caught, CountDownLatch release)
      implements Packet {
    @Override
    public InetSocketAddress source() {
      return packet.source();
    }

    @Override
    public InetSocketAddress destination() {
      return packet.destination();
    }

    @Override
    public ByteBuffer payload() {
      if (Thread.currentThread().getName().startsWith("jit-opener")) {
        caught.countDown();
        StuckGateway.awaitWhateverHappens(release);
      }
      return packet.payload();
    }

    @Override
    public long captureNanos() {
      return packet.captureNanos();
    }

    @Override
    public Packet retain() {
      return this;
    }

    @Override
    public void complete(PacketOutcome outcome) {
      packet.complete(outcome);
    }
  }

  /** Waits for a latch. */
  public static void awaitWhateverHappens(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes an opener hang, and waits until that was noticed. */
  public void hang() throws Exception {
    byte[] datagram =
        FakeClient.of(PrivateKey.generate(random), key.publicKey(), random)
            .initiation(Tai64n.of(time.wallTime()), 1);
    source.handler.onPacket(new Stuck(new TestPacket(datagram, time.nanoTime()), caught, release));
    caught.await();
    Await.until(
        "it is noticed",
        () -> {
          time.advance(WatchdogOptions.DEFAULT_PATIENCE.dividedBy(4));
          return orchestrator.statistics().waits().hangingStages() > 0;
        });
  }

  /** Lets it go on, and waits until it has. */
  public void goOn() throws Exception {
    release.countDown();
    Await.until("it goes on", () -> orchestrator.statistics().waits().hangingStages() == 0);
  }

  @Override
  public void close() {
    release.countDown();
    orchestrator.close();
  }
}

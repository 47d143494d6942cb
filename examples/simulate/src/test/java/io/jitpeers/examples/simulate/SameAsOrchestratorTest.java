package io.jitpeers.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An orchestrator with the same clients has the same peers after each sweep as the simulation. */
class SameAsOrchestratorTest {
  private static final int CLIENTS = 40;
  private static final int REKEY_AFTER = 120;
  private static final int MEGABYTE = 1_000_000;
  private static final Duration NEVER = Duration.ofDays(300);
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("192.0.2.1", 51820);

  private final ManualTime time = new ManualTime();
  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gatewayKey = PrivateKey.generate(random);
  private final DirectPacketSource packets = new DirectPacketSource();
  private final FakePeerConfigSource controlPlane = new FakePeerConfigSource().answeringAtOnce();
  private final InMemoryPeerStore store =
      InMemoryPeerStore.builder().privateKey(gatewayKey).timeSource(time).build();
  private final List<FakeClient> clients = new ArrayList<>();
  private final Semaphore installed = new Semaphore(0);
  private int now;
  private int installs;

  @ParameterizedTest
  @CsvSource({"3m, 1m", "5m, 1m", "10m, 1m", "10m, 5m", "1h, 10m"})
  void theHotSetIsTheSame(String idleAfter, String every) throws Exception {
    DurationConverter durations = new DurationConverter();
    Plan plan =
        new Plan(
            durations.convert(idleAfter),
            durations.convert(every),
            Integer.MAX_VALUE,
            EvictionPolicies.LOSSLESS_FLOOR);
    Trace trace =
        Trace.of(
            new ModelledClients(
                CLIENTS,
                DayCurve.DAY,
                7,
                Map.of(ClientKind.ROAD_WARRIOR, 50, ClientKind.OFFICE, 25, ClientKind.CI, 25)));
    SimulationResult simulated = SimulatedGateway.run(trace, plan);

    List<Integer> sizes = orchestrate(trace, plan);

    assertThat(simulated.pulls().total()).isEqualTo(installs).isGreaterThan(CLIENTS);
    for (int sweep = 0; sweep < sizes.size(); sweep++) {
      assertThat(simulated.hotSet().size(sweep)).as("sweep %d", sweep).isEqualTo(sizes.get(sweep));
    }
  }

  private List<Integer> orchestrate(Trace trace, Plan plan) throws Exception {
    for (int client = 0; client < CLIENTS; client++) {
      clients.add(FakeClient.of(PrivateKey.generate(random), gatewayKey.publicKey(), random));
      controlPlane.put(FakePeerConfigSource.config(key(client), client), Freshness.of(NEVER));
    }
    List<Integer> sizes = new ArrayList<>();
    int every = (int) plan.every().toSeconds();
    try (JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(packets)
            .configSource(controlPlane)
            .store(store)
            .evictionPolicy(plan.policy())
            .evictionOptions(
                EvictionOptions.builder().schedule(EvictionSchedule.every(NEVER)).build())
            .listener(
                event -> {
                  if (event instanceof JitEvent.PeerInstalled) {
                    installed.release();
                  }
                })
            .watchdogOptions(
                WatchdogOptions.builder().slowCall(NEVER).patience(NEVER.multipliedBy(2)).build())
            .timeSource(time)
            .scheduler(new NothingScheduled())
            .build()) {
      orchestrator.start();
      for (int sweep = every; sweep <= trace.seconds(); sweep += every) {
        passUntil(trace, sweep - every, sweep);
        assertThat(orchestrator.evictNow().get(1, TimeUnit.MINUTES).complete()).isTrue();
        sizes.add(store.size());
      }
    }
    return sizes;
  }

  /** Lets clients begin, complete handshakes and have traffic until a sweep. */
  private void passUntil(Trace trace, int last, int sweep) throws Exception {
    for (int second = last; second <= sweep; second++) {
      passTo(second);
      for (int period = 0; period < trace.size(); period++) {
        int from = trace.from(period);
        boolean begins = second < sweep && from == second;
        boolean rekeys = second > last && second > from && (second - from) % REKEY_AFTER == 0;
        if (begins) {
          connect(trace.client(period));
        } else if (rekeys && second <= trace.to(period)) {
          assertThat(store.handshakeCompleted(key(trace.client(period)), GATEWAY)).isTrue();
        }
        if (second == sweep && from < sweep && trace.to(period) > last) {
          assertThat(store.transferred(key(trace.client(period)), MEGABYTE, MEGABYTE)).isTrue();
        }
      }
    }
  }

  private void passTo(int second) {
    time.advance(Duration.ofSeconds(second - now));
    now = second;
  }

  private void connect(int client) throws InterruptedException {
    if (!store.contains(key(client))) {
      byte[] initiation = clients.get(client).initiation(Tai64n.of(time.wallTime()), client);
      packets.offer(
          ByteBuffer.wrap(initiation),
          new InetSocketAddress("198.51.100." + client, 40_000),
          GATEWAY,
          new Unwatched());
      assertThat(installed.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
      installs++;
    }
    assertThat(store.handshakeCompleted(key(client), GATEWAY)).isTrue();
  }

  private PublicKey key(int client) {
    return clients.get(client).publicKey();
  }

  /** Does nothing with a packet, whatever becomes of it. */
  private static final class Unwatched implements DirectPacketSource.Delivery {
    @Override
    public void pass(ByteBuffer datagram) {}

    @Override
    public void passUnexamined(ByteBuffer datagram) {}

    @Override
    public void drop(PacketOutcome outcome) {}
  }

  /**
   * Runs nothing. The clock moves faster than threads do, which the orchestrator's watchdog would
   * take for threads that hang.
   */
  private static final class NothingScheduled implements Scheduler {
    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
      return () -> {};
    }

    @Override
    public void close() {}
  }
}

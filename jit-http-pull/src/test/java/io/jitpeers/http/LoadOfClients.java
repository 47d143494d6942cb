package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.Outcome;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Clients that all send their first packet at once to a gateway with lookups over HTTP. */
final class LoadOfClients {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final List<String> OURS = List.of("jit-http", "HttpClient", "jit-");

  private final PrivateKey gateway;
  private final List<PublicKey> keys = new ArrayList<>();
  private final List<byte[]> initiations = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The results of a load. */
  record Result(Map<Outcome, Long> outcomes, Set<PublicKey> installed) {}

  LoadOfClients(int count) {
    SecureRandom random = new SecureRandom();
    gateway = PrivateKey.generate(random);
    Tai64n now = Tai64n.of(Instant.ofEpochSecond(1_790_000_000L));
    for (int i = 0; i < count; i++) {
      PrivateKey client = PrivateKey.generate(random);
      keys.add(client.publicKey());
      initiations.add(FakeClient.of(client, gateway.publicKey(), random).initiation(now, i));
      numbers.put("/peer/" + KeyEncoding.BASE64URL.encode(client.publicKey()), i);
    }
  }

  PublicKey key(int number) {
    return keys.get(number);
  }

  /** Returns the client of a request. */
  int number(MisbehavingHttpServer.Request request) {
    return numbers.getOrDefault(request.target(), -1);
  }

  /** Returns a client's config, with a unique address. */
  String json(int number) {
    return Peers.json(keys.get(number), "10.1." + number / 256 + "." + number % 256 + "/32");
  }

  /** Returns the config of the client with a key. */
  String json(PublicKey key) {
    return json(keys.indexOf(key));
  }

  /** Runs a whole gateway, sends every initiation once, and waits until all have an outcome. */
  Result run(HttpPeerConfigSource source) throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    DirectPacketSource packets = new DirectPacketSource();
    CountDownLatch ended = new CountDownLatch(keys.size());
    Result result;
    try (JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(packets)
            .configSource(source)
            .store(InMemoryPeerStore.builder().privateKey(gateway).build())
            .admissionOptions(
                AdmissionOptions.builder().perSourceRate(1_000).perSourceBurst(1_000).build())
            .provisioningOptions(
                ProvisioningOptions.builder().lookupDeadline(LONG).pendingDeadline(LONG).build())
            .build()) {
      orchestrator.start();
      for (byte[] initiation : initiations) {
        packets.offer(initiation, address(40_000), address(51_820), countingDown(ended));
      }
      assertThat(ended.await(120, TimeUnit.SECONDS)).as("each packet has its end").isTrue();

      assertThat(orchestrator.statistics().pending()).isZero();
      assertThat(orchestrator.statistics().lookups().inFlight()).isZero();
      assertThat(orchestrator.statistics().lookups().waiting()).isZero();
      assertThat(source.statistics().inFlight()).isZero();
      Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(outcome, orchestrator.statistics().count(outcome));
      }
      outcomes.values().removeIf(count -> count == 0);
      Set<PublicKey> installed = new HashSet<>();
      orchestrator.snapshot().hotSet().forEach(peer -> installed.add(peer.key()));
      result = new Result(outcomes, installed);
    }
    assertNoThreadStays(before);
    return result;
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static DirectPacketSource.Delivery countingDown(CountDownLatch ended) {
    return new DirectPacketSource.Delivery() {
      @Override
      public void pass(ByteBuffer datagram) {
        ended.countDown();
      }

      @Override
      public void drop(PacketOutcome outcome) {
        ended.countDown();
      }
    };
  }

  private static void assertNoThreadStays(Set<Thread> before) throws InterruptedException {
    Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
    left.removeAll(before);
    left.removeIf(thread -> OURS.stream().noneMatch(thread.getName()::startsWith));
    for (Thread thread : left) {
      thread.join(60_000);
    }
    assertThat(left).as("no thread stays").filteredOn(Thread::isAlive).isEmpty();
  }
}

package io.jitpeers.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.event.Outcome;
import io.jitpeers.internal.hotset.KnownSources;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A source that exceeds its rate is logged, but not too often. */
class HeldBackSourcesTest {
  private final ManualTime time = new ManualTime();
  private final KnownSources known = new KnownSources();
  private final RateLimits limits =
      new RateLimits(AdmissionOptions.defaults(), time.nanoTime(), new Random(1), known);
  private final HeldBackSources heldBack = new HeldBackSources(limits::limitOf);

  private static InetAddress address(int n) {
    try {
      return InetAddress.getByAddress(new byte[] {10, (byte) (n >> 16), (byte) (n >> 8), (byte) n});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void hold(InetAddress source) {
    heldBack.heldBack(source, time.nanoTime());
  }

  @Test
  void theFirstClientOverTheBurstOfALoadBalancersAddressIsLogged() {
    SeededRandom random = new SeededRandom(1);
    PrivateKey gateway = PrivateKey.generate(random);
    AdmissionGate gate = new AdmissionGate(gateway, time);
    InetSocketAddress balancer = new InetSocketAddress("192.0.2.10", 40_000);
    try (CapturedLog log = CapturedLog.of(AdmissionStage.class)) {
      for (int i = 0; i < 31; i++) {
        assertThat(log.events()).as("client %d", i).isEmpty();
        byte[] datagram =
            FakeClient.of(PrivateKey.generate(random), gateway.publicKey(), random)
                .initiation(Tai64n.of(time.wallTime()), i);
        gate.handler.onPacket(new TestPacket(datagram, balancer, time.nanoTime()));
      }
      assertThat(gate.counts()).containsEntry(Outcome.SOURCE_RATE_LIMITED, 1L);
      assertThat(log.messages(Level.WARN))
          .singleElement()
          .asString()
          .contains("192.0.2.10", "20 a second with a burst of 30")
          .contains("admission.per-source-rate", "admission.per-source-burst");
    }
  }

  @Test
  void aSourceIsLoggedOnceAMinuteHoweverMuchItSends() {
    try (CapturedLog log = CapturedLog.of(AdmissionStage.class)) {
      for (int second = 0; second < 180; second++) {
        for (int i = 0; i < 100; i++) {
          hold(address(1));
        }
        time.advance(Duration.ofSeconds(1));
      }
      assertThat(log.messages(Level.WARN)).hasSize(3);
      assertThat(log.messages(Level.WARN).get(1)).contains("; 6000 initiations of all sources");
    }
  }

  @Test
  void aSecondSourceIsLoggedSoonAfterTheFirst() {
    try (CapturedLog log = CapturedLog.of(AdmissionStage.class)) {
      hold(address(1));
      hold(address(2));
      assertThat(log.events()).hasSize(1);
      time.advance(Duration.ofSeconds(10));
      hold(address(1));
      hold(address(2));
      assertThat(log.messages(Level.WARN)).hasSize(2);
      assertThat(log.messages(Level.WARN).get(1)).contains("10.0.0.2");
    }
  }

  @Test
  void aFloodFromManySourcesIsLoggedEveryTenSeconds() {
    try (CapturedLog log = CapturedLog.of(AdmissionStage.class)) {
      for (int i = 0; i < 100_000; i++) {
        hold(address(i));
        time.advance(Duration.ofMillis(1));
      }
      assertThat(log.messages(Level.WARN)).hasSize(10);
    }
  }

  @Test
  void theRateOfAllSourcesIsLoggedOnceAMinute() {
    try (CapturedLog log = CapturedLog.of(AdmissionStage.class)) {
      for (int i = 0; i < 100_000; i++) {
        heldBack.heldBackByAll(time.nanoTime());
        time.advance(Duration.ofMillis(1));
      }
      assertThat(log.messages(Level.WARN)).hasSize(2);
      assertThat(log.messages(Level.WARN).get(1))
          .contains("admission.global-rate", "60001 were held back so far");
    }
  }

  /** Six sources are logged within a minute, because there is one entry in 10 s. */
  private void assertEachIsLoggedOnce(String sources) throws Exception {
    List<String> logged = new ArrayList<>();
    try (CapturedLog log = CapturedLog.of(AdmissionStage.class)) {
      for (int round = 0; round < 6; round++) {
        for (int i = 1; i <= 6; i++) {
          hold(InetAddress.getByName(sources.formatted(i)));
        }
        time.advance(Duration.ofSeconds(10));
      }
      for (String message : log.messages(Level.WARN)) {
        logged.add(message.substring(0, message.indexOf(" are held back")));
      }
    }
    assertThat(logged).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void sourcesThatTakeTurnsAreEachLoggedOnceAMinute() throws Exception {
    assertEachIsLoggedOnce("192.0.2.%d");
  }

  @Test
  void subnetsOfAnIpv6NetworkAreEachLoggedOnceAMinute() throws Exception {
    assertEachIsLoggedOnce("2001:db8:0:%d::1");
  }

  @Test
  void ipv6NetworksOfDifferentProvidersAreEachLoggedOnceAMinute() throws Exception {
    assertEachIsLoggedOnce("2001:db%d::1");
  }

  /** Each of them has a /48 and uses its first subnet. */
  @Test
  void customersOfAnIpv6ProviderAreEachLoggedOnceAMinute() throws Exception {
    assertEachIsLoggedOnce("2001:db8:%d::1");
  }

  /** As that of {@code System.nanoTime} may be. */
  @Test
  void sourcesAreLoggedIfTheMonotonicReadingIsNegative() {
    long start = Duration.ofHours(-1).toNanos();
    try (CapturedLog log = CapturedLog.of(AdmissionStage.class)) {
      heldBack.heldBack(address(1), start);
      assertThat(log.messages(Level.WARN)).hasSize(1);
      heldBack.heldBack(address(2), start + Duration.ofSeconds(10).toNanos());
      assertThat(log.messages(Level.WARN)).hasSize(2);
    }
  }

  @Test
  void theRateOfAllSourcesIsLoggedIfTheMonotonicReadingIsNegative() {
    long start = Duration.ofHours(-1).toNanos();
    try (CapturedLog log = CapturedLog.of(AdmissionStage.class)) {
      heldBack.heldBackByAll(start);
      assertThat(log.messages(Level.WARN)).hasSize(1);
      heldBack.heldBackByAll(start + Duration.ofMinutes(1).toNanos());
      assertThat(log.messages(Level.WARN)).hasSize(2);
    }
  }

  @Test
  void aFloodAllocatesNothing() {
    try (CapturedLog log = CapturedLog.of(AdmissionStage.class)) {
      InetAddress source = address(1);
      hold(source);
      time.advance(Duration.ofSeconds(20));
      for (int i = 0; i < 20_000; i++) {
        hold(source);
      }
      long bytes =
          Allocation.least(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  hold(source);
                }
              },
              100_000);
      assertThat(log.events()).hasSize(1);
      assertThat(bytes).isLessThan(100_000);
    }
  }

  @Test
  void theNetworksOfAnIpv6SourceAreNamed() throws Exception {
    InetAddress source = InetAddress.getByName("2001:db8::1");
    assertThat(limits.limitOf(source)).contains("/56 may send 4 times", "per-source-burst");
    assertThat(limits.limitOf(address(1))).doesNotContain("/56");
  }

  @Test
  void theLimitOfASourceWithoutResidentsIsNamedEvenIfItHadSome() {
    known.served(address(1));
    assertThat(limits.limitOf(address(1)))
        .contains("admission.per-source-rate")
        .doesNotContain("resident");
  }
}

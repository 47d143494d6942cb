package io.jitpeers.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.jitpeers.internal.hotset.KnownSources;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testing.HeapSize;
import io.jitpeers.testkit.ManualTime;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private static final InetAddress ALICE = address("192.0.2.1");
  private static final InetAddress BOB = address("192.0.2.2");

  private final ManualTime time = new ManualTime();
  private final KnownSources known = new KnownSources();

  @Test
  void eachSourceHasItsOwnBucket() {
    RateLimits limits = limits(AdmissionOptions.builder().perSourceRate(10).perSourceBurst(3));

    assertThat(admitted(limits, ALICE, 10)).isEqualTo(3);
    assertThat(limits.admit(ALICE, time.nanoTime())).isEqualTo(Verdict.SOURCE_LIMITED);
    assertThat(admitted(limits, BOB, 10)).isEqualTo(3);
    time.advance(Duration.ofMillis(200));
    assertThat(admitted(limits, ALICE, 10)).isEqualTo(2);
  }

  @Test
  void aLimitedSourceUsesUpNoGlobalTokens() {
    RateLimits limits = limits(AdmissionOptions.builder().perSourceBurst(3).globalBurst(5));

    assertThat(admitted(limits, ALICE, 1_000)).isEqualTo(3);
    assertThat(admitted(limits, BOB, 3)).isEqualTo(2);
    assertThat(limits.admit(BOB, time.nanoTime())).isEqualTo(Verdict.GLOBAL_LIMITED);
  }

  @Test
  void theGlobalLimitUsesUpNoTokensOfASource() {
    RateLimits limits =
        limits(
            AdmissionOptions.builder()
                .perSourceRate(1)
                .perSourceBurst(2)
                .globalRate(100)
                .globalBurst(1));
    assertThat(admitted(limits, BOB, 1)).isEqualTo(1);

    for (int i = 0; i < 10; i++) {
      assertThat(limits.admit(ALICE, time.nanoTime())).isEqualTo(Verdict.GLOBAL_LIMITED);
    }
    time.advance(Duration.ofMillis(10));
    assertThat(admitted(limits, ALICE, 1)).isEqualTo(1);
    time.advance(Duration.ofMillis(10));
    assertThat(admitted(limits, ALICE, 1)).isEqualTo(1);
    time.advance(Duration.ofMillis(10));
    assertThat(limits.admit(ALICE, time.nanoTime())).isEqualTo(Verdict.SOURCE_LIMITED);
  }

  @Test
  void allOfAnIpv6SubnetIsOneSource() {
    RateLimits limits = limits(AdmissionOptions.builder().perSourceBurst(2));

    assertThat(admitted(limits, address("2001:db8:0:1::1"), 1)).isEqualTo(1);
    assertThat(admitted(limits, address("2001:db8:0:1:ffff::2"), 1)).isEqualTo(1);
    assertThat(limits.admit(address("2001:db8:0:1::3"), time.nanoTime()))
        .isEqualTo(Verdict.SOURCE_LIMITED);
    assertThat(admitted(limits, address("2001:db8:0:2::1"), 2)).isEqualTo(2);
    assertThat(admitted(limits, address("::1"), 2)).isEqualTo(2);
  }

  @Test
  void anIpv4MappedAddressIsItsIpv4Address() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    System.arraycopy(ALICE.getAddress(), 0, mapped, 12, 4);
    InetAddress mappedAlice = Inet6Address.getByAddress(null, mapped, -1);
    assertThat(mappedAlice).isInstanceOf(Inet6Address.class);
    RateLimits limits = limits(AdmissionOptions.builder().perSourceBurst(2));

    assertThat(admitted(limits, ALICE, 1)).isEqualTo(1);
    assertThat(admitted(limits, mappedAlice, 5)).isEqualTo(1);
    assertThat(limits.admit(ALICE, time.nanoTime())).isEqualTo(Verdict.SOURCE_LIMITED);
    // Mapped addresses have the same first 64 bits as ::/64, but another bucket.
    assertThat(admitted(limits, address("::5"), 2)).isEqualTo(2);
  }

  @Test
  void aMillionSourcesTakeNoMoreMemory() throws UnknownHostException {
    RateLimits limits = limits(AdmissionOptions.builder().globalRate(1_000_000));
    long empty = HeapSize.of(limits);
    Random random = new Random(64);
    byte[] ipv4 = new byte[4];
    byte[] ipv6 = new byte[16];
    ipv6[0] = 0x20;
    long now = time.nanoTime();
    for (int i = 0; i < 500_000; i++) {
      random.nextBytes(ipv4);
      limits.admit(InetAddress.getByAddress(ipv4), now += 1_000);
      random.nextBytes(ipv6);
      limits.admit(InetAddress.getByAddress(ipv6), now += 1_000);
    }

    assertThat(HeapSize.of(limits)).isEqualTo(empty);
    // Half of the size again for IPv6 networks, and a fixed size for sources of known peers.
    assertThat(empty).isBetween(24L * 65_536, 27L * 65_536);
  }

  /** A forgotten source gets a full bucket, so the busiest source must be forgotten last. */
  @Test
  void aBusySourceStaysLimitedWhileOthersComeAndGo() throws UnknownHostException {
    RateLimits limits =
        limits(
            AdmissionOptions.builder()
                .trackedSources(64)
                .perSourceRate(1)
                .perSourceBurst(50)
                .globalRate(1_000_000)
                .globalBurst(1_000_000));
    assertThat(admitted(limits, ALICE, 100)).isEqualTo(50);
    for (int i = 0; i < 100_000; i++) {
      InetAddress other =
          InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i});
      assertThat(limits.admit(other, time.nanoTime())).isEqualTo(Verdict.ADMITTED);
    }

    assertThat(limits.admit(ALICE, time.nanoTime())).isEqualTo(Verdict.SOURCE_LIMITED);
  }

  @Test
  void anIpv4PacketAllocatesNothing() {
    RateLimits limits = limits(AdmissionOptions.builder());
    Runnable flood =
        () -> {
          long now = time.nanoTime();
          for (int i = 0; i < 200_000; i++) {
            limits.admit((i & 1) == 0 ? ALICE : BOB, now += 1_000);
          }
        };
    flood.run();

    assertThat(Allocation.least(flood, 50_000)).isLessThan(50_000);
  }

  @Test
  void theClockMayWrapAround() {
    long start = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);
    RateLimits limits =
        new RateLimits(
            AdmissionOptions.builder().perSourceRate(10).perSourceBurst(1).build(),
            start,
            new Random(1),
            known);
    int admitted = 0;
    for (int i = 0; i < 400; i++) {
      long now = start + TimeUnit.MILLISECONDS.toNanos(10) * i;
      admitted += limits.admit(ALICE, now) == Verdict.ADMITTED ? 1 : 0;
    }

    assertThat(admitted).isEqualTo(40);
  }

  private RateLimits limits(AdmissionOptions.Builder options) {
    return new RateLimits(options.build(), time.nanoTime(), new Random(7), known);
  }

  private int admitted(RateLimits limits, InetAddress source, int packets) {
    int admitted = 0;
    for (int i = 0; i < packets; i++) {
      admitted += limits.admit(source, time.nanoTime()) == Verdict.ADMITTED ? 1 : 0;
    }
    return admitted;
  }

  private static InetAddress address(String literal) {
    return InetAddresses.forString(literal);
  }
}

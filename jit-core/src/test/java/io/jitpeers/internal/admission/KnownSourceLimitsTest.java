package io.jitpeers.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testkit.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sources where peers are known to be, in floods of all kinds, with the default limits. */
class KnownSourceLimitsTest {
  private static final InetAddress CARRIER = InetAddresses.forString("198.51.100.7");
  private static final InetAddress HOME = InetAddresses.forString("2001:db8:1:2::1");

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final RateLimits limits =
      new RateLimits(AdmissionOptions.defaults(), time.nanoTime(), new Random(7), hotSet.sources());

  /** Each renews its session after 120 s: 25 a second, while a source's limit is 20. */
  @Test
  void threeThousandResidentsBehindOneAddressAreNeverLimited() {
    resident(3_000, CARRIER);
    for (int i = 0; i < 10 * 25 * 120; i++) {
      time.advance(Duration.ofMillis(40));
      assertThat(limits.admit(CARRIER, time.nanoTime())).isEqualTo(Verdict.ADMITTED_FIRST);
    }
  }

  @Test
  void allOfThemMayComeBackAtOnce() {
    resident(3_000, CARRIER);
    assertThat(admitted(CARRIER, 3_000)).isEqualTo(3_000);
    time.advance(Duration.ofSeconds(5));
    assertThat(admitted(CARRIER, 3_000)).isEqualTo(3_000);
  }

  /** Beside the rate of one resident, 100 of them have one initiation each in 5 s. */
  @Test
  void theRateOfASourceGrowsWithItsResidents() {
    AdmissionOptions options =
        AdmissionOptions.builder()
            .perSourceRate(20)
            .residentRate(40)
            .globalRate(100_000)
            .globalBurst(100_000)
            .build();
    RateLimits fewAtOnce =
        new RateLimits(options, time.nanoTime(), new Random(7), hotSet.sources());
    resident(100, CARRIER);

    assertThat(admitted(fewAtOnce, CARRIER, 1_000)).isEqualTo(40 + 100);
    time.advance(Duration.ofSeconds(1));
    assertThat(admitted(fewAtOnce, CARRIER, 1_000)).isEqualTo(40 + 100 / 5);
  }

  @Test
  void theSettingThatGovernsThemIsNamed() {
    assertThat(limits.limitOf(CARRIER)).contains("admission.per-source-rate");
    resident(40, CARRIER);
    assertThat(limits.limitOf(CARRIER)).contains("40 resident peers", "admission.resident-rate");
  }

  @Test
  void strangersBehindOneAddressAreLimitedAsBefore() {
    assertThat(admitted(CARRIER, 3_000)).isEqualTo(AdmissionOptions.DEFAULT_PER_SOURCE_BURST);
  }

  @Test
  void junkWithAResidentsAddressLeavesRoomForTheResident() {
    resident(1, CARRIER);
    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < 172; i++) {
        time.advance(Duration.ofNanos(5_800_000));
        assertThat(limits.admit(CARRIER, time.nanoTime())).isEqualTo(Verdict.ADMITTED_FIRST);
      }
      assertThat(limits.admit(CARRIER, time.nanoTime())).isEqualTo(Verdict.ADMITTED_FIRST);
    }
  }

  @Test
  void aFloodOfStrangersTakesNothingFromThoseThatAreKnown() throws Exception {
    resident(1, CARRIER);
    int served = 0;
    for (int second = 0; second < 20; second++) {
      flood(20_000, Duration.ofSeconds(1));
      served += admitted(CARRIER, 20);
    }
    assertThat(served).isEqualTo(400);
  }

  @Test
  void aFloodWithResidentsAddressesLeavesAQuarterToStrangers() throws Exception {
    for (int i = 0; i < 50; i++) {
      resident(i, 1, spoofed(i));
    }
    int strangers = 0;
    int known = 0;
    admittedOfResidents(50, 2_000);
    for (int i = 0; i < 10_000; i++) {
      time.advance(Duration.ofMillis(1));
      known += admittedOfResidents(50, 1);
      strangers +=
          limits.admit(spoofed(1_000_000 + i), time.nanoTime()) == Verdict.ADMITTED ? 1 : 0;
    }
    int aSecond = AdmissionOptions.DEFAULT_GLOBAL_RATE;
    assertThat(known).isLessThanOrEqualTo(10 * aSecond * 3 / 4 + aSecond);
    // One stranger per millisecond sends a packet.
    assertThat(strangers).isGreaterThan(9_500);
    assertThat(known + strangers).isLessThanOrEqualTo(11 * aSecond + aSecond / 4);
  }

  private int admittedOfResidents(int sources, int each) throws UnknownHostException {
    int admitted = 0;
    for (int i = 0; i < sources; i++) {
      admitted += admitted(spoofed(i), each);
    }
    return admitted;
  }

  /** A /48 gets 16 times what a /64 may send; the rest of a provider's network is unaffected. */
  @Test
  void aWholeSiteTakesASmallPartOfWhatIsOpened() throws Exception {
    int admitted = 0;
    byte[] address = InetAddresses.forString("2001:db8:77::1").getAddress();
    for (int i = 0; i < 200_000; i++) {
      ByteBuffer.wrap(address).putShort(6, (short) i);
      time.advance(Duration.ofNanos(50_000));
      admitted +=
          limits.admit(InetAddress.getByAddress(address), time.nanoTime()).refusal() == null
              ? 1
              : 0;
    }
    // Ten seconds at 16 * 20 a second, plus the burst of 16 * 50.
    assertThat(admitted).isBetween(3_900, 4_010);
    assertThat(admitted(InetAddresses.forString("2001:db8:78::1"), 10)).isEqualTo(10);
  }

  @Test
  void aSubscribersNetworkTakesFourTimesAsMuchAsASource() throws Exception {
    int admitted = 0;
    byte[] address = InetAddresses.forString("2001:db8:77:ab00::1").getAddress();
    for (int i = 0; i < 10_000; i++) {
      address[7] = (byte) i;
      admitted += admitted(InetAddress.getByAddress(address), 1);
    }
    assertThat(admitted).isEqualTo(4 * AdmissionOptions.DEFAULT_PER_SOURCE_BURST);
    address[6] = 0x12;
    assertThat(admitted(InetAddress.getByAddress(address), 1)).as("another /56").isOne();
  }

  @Test
  void aResidentInAFloodingNetworkIsNotLimitedByIt() throws Exception {
    resident(1, HOME);
    byte[] address = HOME.getAddress();
    for (int i = 0; i < 10_000; i++) {
      ByteBuffer.wrap(address).putShort(6, (short) (i | 0x100));
      var unused = limits.admit(InetAddress.getByAddress(address), time.nanoTime());
    }
    address[7] = 99;
    assertThat(limits.admit(InetAddress.getByAddress(address), time.nanoTime()))
        .isEqualTo(Verdict.SOURCE_LIMITED);
    assertThat(admitted(HOME, 100)).isEqualTo(100);
  }

  @Test
  void whoLeftGoesBeforeStrangersWhenItComesBack() throws Exception {
    resident(1, CARRIER);
    hotSet.removed(Peers.key(0));
    flood(20_000, Duration.ofMillis(100));
    assertThat(limits.admit(CARRIER, time.nanoTime())).isEqualTo(Verdict.ADMITTED_FIRST);
    assertThat(admitted(CARRIER, 1_000)).isLessThan(60);
  }

  private void flood(int packets, Duration time) throws UnknownHostException {
    Duration each = time.dividedBy(packets);
    for (int i = 0; i < packets; i++) {
      this.time.advance(each);
      var unused = limits.admit(spoofed(1_000_000 + i), this.time.nanoTime());
    }
  }

  private static InetAddress spoofed(int number) throws UnknownHostException {
    return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(0x0B00_0000 + number).array());
  }

  private void resident(int peers, InetAddress at) {
    resident(0, peers, at);
  }

  private void resident(int first, int peers, InetAddress at) {
    Listing listing = hotSet.beginListing();
    for (int i = first; i < first + peers; i++) {
      listing.accept(
          Peers.status(Peers.key(i), 1, 1, 1, List.of(), new InetSocketAddress(at, 1024 + i)));
    }
    listing.finish(ListingResult.of(peers, false));
  }

  private int admitted(InetAddress source, int packets) {
    return admitted(limits, source, packets);
  }

  private int admitted(RateLimits asked, InetAddress source, int packets) {
    int admitted = 0;
    for (int i = 0; i < packets; i++) {
      admitted += asked.admit(source, time.nanoTime()).refusal() == null ? 1 : 0;
    }
    return admitted;
  }
}

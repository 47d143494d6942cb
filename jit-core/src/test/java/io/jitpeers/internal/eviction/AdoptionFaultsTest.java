package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testing.OneFault;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A round of questions about found peers that a fault ends, and when a question is repeated. */
class AdoptionFaultsTest {
  private static final Duration ROUND = Duration.ofMillis(1_200);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(10);

  private final CronBench bench = new CronBench();

  @BeforeEach
  void askWithoutGrace() {
    bench.options.adoptionGrace(Duration.ZERO);
  }

  private void find(int... numbers) {
    var listing = bench.hotSet.beginListing();
    for (int number : numbers) {
      listing.accept(status(number, 1, 0, 0));
    }
    listing.finish(ListingResult.of(numbers.length, true));
  }

  /** Begins the next round, and checks that it asks once about each of two peers. */
  private void assertNextRoundAsksOnceEach(Adoption adoption) {
    assertThat(bench.controlPlane.asked()).isEmpty();
    adoption.begin();
    bench.time.advance(ROUND);
    assertThat(bench.controlPlane.asked()).containsExactlyInAnyOrder(key(1), key(2));
  }

  @Test
  void aQuestionThatCannotBeScheduledEndsTheRound() {
    find(1, 2);
    OneFault fault = new OneFault(OneFault.Place.SCHEDULER);
    bench.scheduler = fault.scheduler(bench.time);
    Adoption adoption = new Adoption(bench.dependencies());
    fault.after(0);
    adoption.begin();
    assertThat(fault.fired()).isTrue();
    bench.time.advance(ROUND);
    assertNextRoundAsksOnceEach(adoption);
  }

  @Test
  void aClockThatFailsBeforeAQuestionEndsTheRound() {
    find(1, 2);
    OneFault fault = new OneFault(OneFault.Place.CLOCK);
    bench.clock = fault.clock(bench.time);
    Adoption adoption = new Adoption(bench.dependencies());
    adoption.begin();
    fault.after(0);
    bench.time.advance(ROUND);
    assertThat(fault.fired()).isTrue();
    assertNextRoundAsksOnceEach(adoption);
  }

  @Test
  void anUnknownPeerIsAskedAboutAgainAfterTenMinutes() {
    find(1);
    bench.controlPlane.hangs(true);
    Adoption adoption = new Adoption(bench.dependencies());
    adoption.begin();
    bench.time.advance(ROUND);
    bench.controlPlane.hanging().get(0).complete(PeerLookup.notFound(Duration.ZERO));
    bench.time.advance(FIRST_RETRY.minusNanos(1));
    adoption.begin();
    assertThat(bench.time.scheduledTasks()).as("a nanosecond before").isZero();
    bench.time.advance(Duration.ofNanos(1));
    adoption.begin();
    bench.time.advance(ROUND);
    assertThat(bench.controlPlane.asked()).hasSize(2);
  }
}

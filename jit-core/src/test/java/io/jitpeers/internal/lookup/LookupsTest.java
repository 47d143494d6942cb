package io.jitpeers.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LookupsTest {
  private static final PublicKey KEY = PublicKey.ofBytes(new byte[32]);
  private static final ProvisioningOptions ONE_AT_A_TIME =
      ProvisioningOptions.builder().maxLookupsInFlight(1).build();

  private final FakePeerConfigSource source = new FakePeerConfigSource();
  private final ManualTime time = new ManualTime();

  /** A scheduler whose tasks run at once while told so, as if this thread had been stopped. */
  private final AtomicBoolean atOnce = new AtomicBoolean();

  private final Scheduler hasty =
      new Scheduler() {
        @Override
        public Cancellable schedule(Runnable task, Duration delay) {
          if (atOnce.get()) {
            task.run();
          }
          return () -> {};
        }

        @Override
        public void close() {}
      };

  @Test
  void aLookupWhoseDeadlinePassesBeforeItIsQueuedTakesNoPlace() {
    Lookups lookups = new Lookups(source, hasty, time, ONE_AT_A_TIME);
    atOnce.set(true);
    assertThat(lookups.lookup(KEY)).isCompletedExceptionally();
    atOnce.set(false);

    assertThat(lookups.inFlight()).isZero();
    assertThat(lookups.waiting()).isZero();
    assertThat(lookups.lookup(KEY)).isCompleted();
  }

  @Test
  void aLookupThatNeverHadItsTurnSaysNothingAboutTheControlPlane() {
    Lookups lookups = new Lookups(source.answeringByHand(), hasty, time, ONE_AT_A_TIME);
    lookups.lookup(KEY);
    atOnce.set(true);
    assertThat(lookups.lookup(KEY)).isCompletedExceptionally();

    assertThat(source.questions()).hasSize(1);
    assertThat(lookups.reachable()).isTrue();
  }

  @Test
  void whatIsInNoHurryWaitsForAllElseAndLeavesAPlaceFree() {
    ProvisioningOptions two = ProvisioningOptions.builder().maxLookupsInFlight(2).build();
    Lookups lookups = new Lookups(source.answeringByHand(), time, time, two);
    lookups.lookupInBackground(key(1));
    lookups.lookupInBackground(key(2));
    assertThat(asked()).containsExactly(key(1));
    lookups.lookup(key(3));
    lookups.lookup(key(4));
    assertThat(asked()).as("at once").containsExactly(key(1), key(3));
    assertThat(lookups.waiting()).isEqualTo(2);

    source.questions().get(0).notFound();
    assertThat(asked()).as("before the one that came first").endsWith(key(4));
    source.questions().get(1).notFound();
    assertThat(asked()).hasSize(3);
    source.questions().get(2).notFound();
    assertThat(asked()).containsExactly(key(1), key(3), key(4), key(2));
  }

  @Test
  void theOnlyPlaceIsForWhatIsInNoHurryTooWhenNothingElseWaits() {
    Lookups lookups = new Lookups(source.answeringByHand(), time, time, ONE_AT_A_TIME);
    lookups.lookup(key(1));
    lookups.lookupInBackground(key(2));
    lookups.lookup(key(3));
    source.questions().get(0).notFound();
    assertThat(asked()).containsExactly(key(1), key(3));
    source.questions().get(1).notFound();
    assertThat(asked()).containsExactly(key(1), key(3), key(2));
  }

  @Test
  void whatIsInNoHurryHasADeadlineToo() {
    Lookups lookups = new Lookups(source.answeringByHand(), time, time, ONE_AT_A_TIME);
    lookups.lookup(key(1));
    var late = lookups.lookupInBackground(key(2));
    time.advance(Duration.ofSeconds(4));
    assertThat(late).isCompletedExceptionally();
    assertThat(lookups.waiting()).isZero();
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }

  private List<PublicKey> asked() {
    return source.questions().stream().map(FakePeerConfigSource.Question::key).toList();
  }

  @Test
  void aLookupThatWasNotMadeSaysNothingAboutTheControlPlane() {
    LookupException open = LookupException.notAsked("the circuit breaker is open");
    Lookups lookups =
        new Lookups(query -> CompletableFuture.failedFuture(open), time, time, ONE_AT_A_TIME);

    assertThat(lookups.lookup(KEY)).isCompletedExceptionally();

    assertThat(open.wasAsked()).isFalse();
    assertThat(open.reason()).isEqualTo(LookupException.Reason.UNAVAILABLE);
    assertThat(lookups.reachable()).isTrue();
  }

  @Test
  void reachabilityFollowsAnswersButNotBadOnes() {
    Lookups lookups = new Lookups(source, time, time, ONE_AT_A_TIME);
    source.failing(LookupException.Reason.REJECTED);
    lookups.lookup(KEY);
    assertThat(lookups.reachable()).isTrue();
    source.failing(LookupException.Reason.UNAVAILABLE);
    lookups.lookup(KEY);
    assertThat(lookups.reachable()).isFalse();
    source.failing(LookupException.Reason.REJECTED);
    lookups.lookup(KEY);
    assertThat(lookups.reachable()).isFalse();
    source.answeringAtOnce();
    lookups.lookup(KEY);
    assertThat(lookups.reachable()).isTrue();
  }

  @Test
  void closingFailsWhatIsOpenAndWhateverComes() {
    Lookups lookups = new Lookups(source.answeringByHand(), time, time, ONE_AT_A_TIME);
    var asked = lookups.lookup(KEY);
    var waiting = lookups.lookup(KEY);
    lookups.close();
    assertThat(asked).isCompletedExceptionally();
    assertThat(waiting).isCompletedExceptionally();
    assertThat(lookups.lookup(KEY)).isCompletedExceptionally();
    assertThat(source.questions().get(0).answer()).isCancelled();
    assertThat(time.scheduledTasks()).isZero();
  }
}

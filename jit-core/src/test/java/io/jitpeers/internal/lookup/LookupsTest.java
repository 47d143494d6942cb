package io.jitpeers.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
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

  /**
   * While set, a scheduler runs its tasks at once, as if this thread had been stopped meanwhile.
   */
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
    Lookups lookups = new Lookups(source.answeringByHand(), time, time, ONE_AT_A_TIME);
    Duration half = ONE_AT_A_TIME.lookupDeadline().dividedBy(2);
    lookups.lookup(key(1));
    var stranger = lookups.lookup(Asking.of(key(9), null, Lane.STRANGER));
    time.advance(half);
    lookups.lookup(key(2));
    source.questions().get(0).answer().complete(PeerLookup.notFound(Duration.ZERO));
    time.advance(half.minusNanos(1));
    assertThat(stranger).isNotDone();
    time.advance(Duration.ofNanos(1));

    assertThat(stranger)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("its turn did not come within");
    assertThat(asked()).containsExactly(key(1), key(2));
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

  private static Asking stranger(int number, long from) {
    return new Asking(key(number), null, Lane.STRANGER, from);
  }

  private static Lookups lookups(FakePeerConfigSource source, ManualTime time, int places) {
    return new Lookups(
        source,
        time,
        time,
        ProvisioningOptions.builder().maxLookupsInFlight(places).maxPending(20).build());
  }

  @Test
  void strangersHaveHalfOfThePlacesAndKnownKeysGoFirst() {
    Lookups lookups = lookups(source.answeringByHand(), time, 4);
    for (int i = 1; i <= 4; i++) {
      lookups.lookup(stranger(i, i));
    }
    assertThat(asked()).as("half").containsExactly(key(1), key(2));
    for (int i = 11; i <= 13; i++) {
      lookups.lookup(key(i));
    }
    assertThat(asked()).containsExactly(key(1), key(2), key(11), key(12));
    source.questions().get(0).notFound();
    assertThat(asked()).as("before the strangers that wait").endsWith(key(13));
    source.questions().get(1).notFound();
    assertThat(asked()).endsWith(key(3));
  }

  @Test
  void oneSourceOfStrangersHasHalfOfTheirPlaces() {
    Lookups lookups = lookups(source.answeringByHand(), time, 8);
    for (int i = 1; i <= 5; i++) {
      lookups.lookup(stranger(i, 1));
    }
    assertThat(asked()).containsExactly(key(1), key(2));
    lookups.lookup(stranger(6, 2));
    assertThat(asked()).endsWith(key(6));
    source.questions().get(0).notFound();
    assertThat(asked()).endsWith(key(3));
  }

  @Test
  void whatDoesNotFitIsRefusedAtOnceTheYoungestOfTheBusiestSource() {
    // Ten strangers may be pending, of which five may wait.
    Lookups lookups = lookups(source.answeringByHand(), time, 2);
    List<CompletableFuture<PeerLookup>> many = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      many.add(lookups.lookup(stranger(i, 1)));
    }
    assertThat(lookups.waiting()).isEqualTo(5);
    assertThat(many.get(5)).isNotDone();
    assertRefusedForRoom(many.get(6));

    assertThat(lookups.lookup(stranger(8, 2))).isNotDone();
    assertRefusedForRoom(many.get(5));
    assertThat(lookups.lookup(key(9))).as("a known key has its own room").isNotDone();
    assertThat(asked()).containsExactly(key(1), key(9));
  }

  private static void assertRefusedForRoom(CompletableFuture<PeerLookup> lookup) {
    assertThat(lookup)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(NotAskedException.class)
        .withMessageContaining("too many lookups wait");
  }

  @Test
  void strangersDoNotKeepTheBackgroundFromItsShare() {
    Lookups lookups = lookups(source.answeringByHand(), time, 8);
    for (int i = 1; i <= 20; i++) {
      lookups.lookup(stranger(i, i));
      lookups.lookupInBackground(key(100 + i));
    }
    assertThat(asked()).filteredOn(key -> key.toBytes()[0] > 100).hasSize(2);
    assertThat(asked()).hasSize(6);
  }

  @Test
  void aClientThatTriesAgainKeepsItsPlaceInTheLine() {
    Lookups lookups = lookups(source.answeringByHand(), time, 2);
    lookups.lookup(stranger(1, 1));
    var first = lookups.lookup(stranger(2, 2));
    time.advance(Duration.ofSeconds(4));
    assertThat(first).isCompletedExceptionally();
    lookups.lookup(stranger(3, 3));
    lookups.lookup(stranger(4, 4));
    time.advance(Duration.ofSeconds(1));
    lookups.lookup(stranger(2, 2));
    source.lastQuestion().notFound();
    assertThat(asked()).containsExactly(key(1), key(3), key(2));
  }

  @Test
  void whatCannotBeAnsweredInTimeAnyMoreIsNotBegun() {
    Lookups lookups = new Lookups(source.answeringByHand(), time, time, ONE_AT_A_TIME);
    lookups.lookup(key(1));
    time.advance(Duration.ofMillis(1500));
    source.lastQuestion().notFound();
    lookups.lookup(key(2));
    var late = lookups.lookup(key(3));
    time.advance(Duration.ofMillis(1500));
    source.lastQuestion().notFound();

    assertThat(asked()).as("2.5 s are less than an answer may take").hasSize(2);
    assertThat(late)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(NotAskedException.class);
    assertThat(lookups.inFlight()).isZero();
  }

  @Test
  void aTimeoutIsTheControlPlanesOnlyIfItHadItsFullTime() {
    Lookups lookups = new Lookups(source.answeringByHand(), time, time, ONE_AT_A_TIME);
    lookups.lookup(key(1));
    var second = lookups.lookup(key(2));
    time.advance(Duration.ofMillis(500));
    source.lastQuestion().notFound();
    assertThat(asked()).hasSize(2);
    time.advance(Duration.ofMillis(3500));
    assertThat(second)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(NotAskedException.class);
    assertThat(lookups.reachable()).isTrue();

    var third = lookups.lookup(key(3));
    time.advance(Duration.ofSeconds(4));
    assertThat(third)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("no answer within PT4S");
    assertThat(lookups.reachable()).isFalse();
  }

  @Test
  void whoHearsOfAnEndFindsThePlaceFree() {
    Lookups lookups = new Lookups(source.answeringByHand(), time, time, ONE_AT_A_TIME);
    List<Integer> inFlight = new ArrayList<>();
    Runnable look = () -> inFlight.add(lookups.inFlight());
    lookups.lookup(key(1)).thenRun(look);
    source.lastQuestion().notFound();
    lookups.lookup(key(2)).whenComplete((answer, failure) -> look.run());
    source.lastQuestion().fail(LookupException.Reason.REJECTED);
    CompletableFuture<PeerLookup> cancelled = lookups.lookup(key(3));
    cancelled.whenComplete((answer, failure) -> look.run());
    cancelled.cancel(true);
    lookups.lookup(key(4)).whenComplete((answer, failure) -> look.run());
    assertThat(lookups.deadlines()).as("of the last lookup").isOne();
    time.advance(Duration.ofSeconds(4));
    assertThat(lookups.deadlines()).isZero();
    assertThat(inFlight).containsExactly(0, 0, 0, 0);
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void whoWantsToBeAskedLaterIsAskedLaterAndIsNotOutOfReach() {
    Lookups lookups = new Lookups(source.answeringByHand(), time, time, ONE_AT_A_TIME);
    var lookup = lookups.lookup(key(1));
    source
        .lastQuestion()
        .answer()
        .completeExceptionally(
            LookupException.askedTooOften("look up: 429", Duration.ofSeconds(1), null));
    assertThat(lookup).isNotDone();
    assertThat(lookups.inFlight()).isZero();
    time.advance(Duration.ofMillis(999));
    assertThat(asked()).hasSize(1);
    time.advance(Duration.ofMillis(1));
    assertThat(asked()).containsExactly(key(1), key(1));
    assertThat(source.lastQuestion().query().timeout()).isEqualTo(Duration.ofSeconds(3));
    source.lastQuestion().notFound();
    assertThat(lookup).isCompleted();
    assertThat(lookups.reachable()).isTrue();
    assertThat(lookups.postponed()).isOne();

    var tooLong = lookups.lookup(key(2));
    source
        .lastQuestion()
        .answer()
        .completeExceptionally(
            LookupException.askedTooOften("look up: 429", Duration.ofMinutes(1), null));
    assertThat(tooLong).isCompletedExceptionally();
    assertThat(lookups.reachable()).isTrue();
    assertThat(lookups.pace()).as("two keys").isZero();
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
    assertThat(lookups.deadlines()).isZero();
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void whatNoCacheMayAnswerIsSaidToTheSource() {
    Lookups lookups =
        new Lookups(source.answeringByHand(), time, time, ProvisioningOptions.defaults());
    lookups.lookup(Asking.of(key(1), null, Lane.BACKGROUND).pastCaches());
    lookups.lookup(Asking.of(key(2), null, Lane.KNOWN));

    assertThat(source.questions())
        .extracting(question -> question.query().uncached())
        .containsExactly(true, false);
  }
}

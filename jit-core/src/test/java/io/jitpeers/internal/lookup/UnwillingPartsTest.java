package io.jitpeers.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Every lookup ends, whatever is thrown by the parts that begin it or are cancelled with it. */
class UnwillingPartsTest {
  private static final Duration DEADLINE = ProvisioningOptions.defaults().lookupDeadline();

  private final ManualTime time = new ManualTime();
  private final List<CompletableFuture<PeerLookup>> works = new ArrayList<>();
  private boolean schedulerFails;

  /** A scheduler whose timers cannot be cancelled; while it fails, it refuses tasks. */
  private final Scheduler unwilling =
      new Scheduler() {
        @Override
        public Cancellable schedule(Runnable task, Duration delay) {
          if (schedulerFails) {
            throw new IllegalStateException("unable to create a thread, on purpose");
          }
          Cancellable unused = time.schedule(task, delay);
          return () -> {
            throw new UnsupportedOperationException("cancel");
          };
        }

        @Override
        public void close() {}
      };

  private static final class Uncancellable extends CompletableFuture<PeerLookup> {
    @Override
    public boolean cancel(boolean mayInterrupt) {
      throw new UnsupportedOperationException("cancel");
    }
  }

  private Lookups lookups(PeerConfigSource source, Scheduler scheduler) {
    return new Lookups(source, scheduler, time, ProvisioningOptions.defaults());
  }

  private CompletableFuture<PeerLookup> open() {
    works.add(new Uncancellable());
    return works.get(works.size() - 1);
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }

  private static void assertFailed(CompletableFuture<PeerLookup> lookup) {
    assertThat(lookup)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(LookupException.class);
  }

  @Test
  void workThatCannotBeCancelledEndsWithItsDeadline() {
    Lookups lookups = lookups(query -> open(), time);
    CompletableFuture<PeerLookup> background = lookups.lookupInBackground(key(1));
    CompletableFuture<PeerLookup> urgent = lookups.lookup(key(2));
    time.advance(DEADLINE);

    assertFailed(background);
    assertFailed(urgent);
    assertThat(lookups.reachable()).as("it timed out").isFalse();
    assertThat(lookups.inFlight()).isZero();
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void closingFailsEachOfThem() {
    Lookups lookups = lookups(query -> open(), unwilling);
    List<CompletableFuture<PeerLookup>> all = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      all.add(lookups.lookup(key(i)));
    }
    lookups.close();

    all.forEach(UnwillingPartsTest::assertFailed);
  }

  @Test
  void whoGivesALookupUpDoesNotHearOfIt() {
    Lookups lookups = lookups(query -> open(), unwilling);
    CompletableFuture<PeerLookup> lookup = lookups.lookup(key(1));

    assertThat(lookup.cancel(true)).isTrue();
    assertThat(lookup).isCancelled();
    assertThat(lookups.inFlight()).isZero();
  }

  @Test
  void workThatComesWhenItIsTooLateIsLetGoOf() {
    Lookups lookups =
        lookups(
            query -> {
              time.advance(DEADLINE);
              return open();
            },
            time);
    assertFailed(lookups.lookup(key(1)));
    assertThat(lookups.inFlight()).isZero();
  }

  @Test
  void timersThatCannotBeCancelledKeepNoAnswerBack() {
    Lookups lookups = lookups(query -> open(), unwilling);
    CompletableFuture<PeerLookup> lookup = lookups.lookup(key(1));
    works.get(0).complete(PeerLookup.notFound(Duration.ZERO));

    assertThat(lookup).isCompletedWithValueMatching(PeerLookup.NotFound.class::isInstance);
    time.advance(DEADLINE);
  }

  @Test
  void withoutADeadlineNothingIsAskedAndNothingIsLeft() {
    Lookups lookups = lookups(query -> open(), unwilling);
    schedulerFails = true;
    CompletableFuture<PeerLookup> lookup = lookups.lookup(key(1));

    assertFailed(lookup);
    assertThat(works).isEmpty();
    assertThat(lookups.waiting()).isZero();
    assertThat(lookups.unended()).isZero();
    assertThat(lookups.reachable()).as("that is not the control plane's").isTrue();
    schedulerFails = false;
    assertThat(lookups.lookup(key(1))).isNotDone();
    assertThat(lookups.unended()).isOne();
  }
}

package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.RaceRig.Rig;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.IdlePolicy;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Peers whose authorization has ended are removed in time, whatever policies and listings do. A
 * failing policy does not keep the others from being called.
 */
@Timeout(60)
class EndOfAuthorizationTest {
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final Rig rig = new Rig();

  /** The ways in which a policy of a plug-in can fail. */
  enum Broken implements EvictionPolicy {
    THROWS,
    DOES_NOT_LINK,
    RETURNS_NULL,
    RETURNS_A_NULL_ELEMENT,
    NEVER_ENDS,
    HAS_NO_PARTS,
    HAS_NULL_PARTS;

    @Override
    @SuppressWarnings("NullAway")
    public List<Eviction> select(HotSetView view) {
      return switch (this) {
        case THROWS -> throw new IllegalStateException("on purpose");
        case DOES_NOT_LINK -> throw new NoClassDefFoundError("on purpose");
        case RETURNS_NULL -> null;
        case RETURNS_A_NULL_ELEMENT -> Arrays.asList((Eviction) null);
        case NEVER_ENDS -> new Endless(view.peers().get(0).key());
        case HAS_NO_PARTS, HAS_NULL_PARTS -> throw new IllegalStateException("also its parts");
      };
    }

    @Override
    @SuppressWarnings("NullAway")
    public List<EvictionPolicy> parts() {
      return switch (this) {
        case HAS_NO_PARTS -> List.of();
        case HAS_NULL_PARTS -> Arrays.asList((EvictionPolicy) null);
        default -> List.of(this);
      };
    }
  }

  /** An endless list that selects one peer repeatedly. */
  private static final class Endless extends AbstractList<Eviction> {
    private final Eviction one;

    Endless(PublicKey key) {
      this.one = new Eviction(key, EvictionCause.IDLE);
    }

    @Override
    public Eviction get(int index) {
      return one;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Iterator<Eviction> iterator() {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return true;
        }

        @Override
        public Eviction next() {
          return one;
        }
      };
    }
  }

  private static PrivateKey expiring(Harness h, int n, Duration left) {
    PrivateKey client = h.newClient();
    h.control.put(
        FakePeerConfigSource.config(client.publicKey(), n).toBuilder()
            .expiresAt(h.time.wallTime().plus(left))
            .build(),
        Freshness.of(Duration.ofDays(1)));
    h.sendAndRun(client);
    h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
    return client;
  }

  private static void pass(Harness h, Duration time) {
    h.pass(time);
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void aPolicyThatFailsKeepsNobodyThere(Broken broken) throws Exception {
    rig.setup.revalidation = RevalidationOptions.builder().enabled(false).build();
    rig.setup.policy = broken.or(IdlePolicy.of(IDLE));
    try (Harness h = rig.start()) {
      PrivateKey expiring = expiring(h, 1, Duration.ofMinutes(2));
      PrivateKey idle = expiring(h, 2, Duration.ofDays(1));
      pass(h, Duration.ofMinutes(3));
      assertThat(h.isResident(expiring.publicKey())).isFalse();
      assertThat(h.isResident(idle.publicKey())).isTrue();

      pass(h, IDLE);
      assertThat(h.isResident(idle.publicKey())).as("the other policy was heard").isFalse();
      assertThat(h.orchestrator.statistics().count(EvictionCause.EXPIRED)).isOne();
      assertThat(h.orchestrator.statistics().sweeps().failed()).isPositive();

      expiring(h, 3, Duration.ofDays(1));
      CompletableFuture<?> sweep = h.orchestrator.evictNow();
      h.stages.runAll();
      assertThat(sweep.handle((report, failure) -> failure).join())
          .satisfies(
              failure ->
                  assertThat(failure instanceof CompletionException ? failure.getCause() : failure)
                      .hasMessageStartingWith("the eviction policy " + broken + " failed: "));
    }
  }

  @Test
  void aListingThatFailsKeepsNoExpiredPeerThere() throws Exception {
    rig.setup.revalidation = RevalidationOptions.builder().enabled(false).build();
    try (Harness h = rig.start()) {
      PrivateKey expiring = expiring(h, 1, Duration.ofMinutes(2));
      PrivateKey other = expiring(h, 2, Duration.ofDays(1));
      rig.store.listFailure = new StoreException("list wg-test: no buffer space available");
      pass(h, Duration.ofMinutes(3));
      assertThat(h.isResident(expiring.publicKey())).isFalse();
      assertThat(h.store.contains(expiring.publicKey())).isFalse();
      assertThat(h.isResident(other.publicKey())).isTrue();
    }
  }

  @Test
  void aSweepThatNeverComesKeepsNoExpiredPeerThere() throws Exception {
    rig.setup.revalidation = RevalidationOptions.builder().enabled(false).build();
    try (Harness h = rig.start()) {
      PrivateKey expiring = expiring(h, 1, Duration.ofMinutes(2));
      // The sweeper's tasks do not run, as if it hung in a listing or a policy.
      for (int step = 0; step < 360; step++) {
        h.time.advance(Duration.ofMillis(500));
        h.stages.runOpener();
        h.stages.runWriter();
      }
      assertThat(h.isResident(expiring.publicKey())).isFalse();
    }
  }

  private Harness initiating(EvictionPolicy policy) throws StoreException {
    rig.setup.policy = policy;
    rig.initiating = true;
    rig.setup.provisioning =
        ProvisioningOptions.builder().firstPacket(FirstPacketStrategy.INITIATE_BACK).build();
    return rig.start();
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void aPolicyThatFailsKeepsNoUnconfirmedPeerThere(Broken broken) throws Exception {
    try (Harness h = initiating(broken)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      pass(h, Duration.ofSeconds(16));
      assertThat(h.isResident(client.publicKey())).isFalse();
      assertThat(h.orchestrator.statistics().count(EvictionCause.NEVER_ESTABLISHED)).isOne();
    }
  }

  @Test
  void aListingThatFailsKeepsNoUnconfirmedPeerThere() throws Exception {
    try (Harness h = initiating(view -> List.of())) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      rig.store.listFailure = new StoreException("list wg-test: device busy");
      pass(h, Duration.ofSeconds(16));
      assertThat(h.isResident(client.publicKey())).as("one failed listing proves nothing").isTrue();
      pass(h, Duration.ofMinutes(2));
      assertThat(h.isResident(client.publicKey())).isFalse();
      assertThat(h.orchestrator.statistics().count(EvictionCause.NEVER_ESTABLISHED)).isOne();
    }
  }

  @Test
  void whoConfirmedBeforeTheListingFailedStays() throws Exception {
    try (Harness h = initiating(view -> List.of())) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      RaceRig.sweep(h);
      rig.store.listBreakage = new IllegalStateException("on purpose");
      pass(h, Duration.ofMinutes(3));
      assertThat(h.isResident(client.publicKey())).isTrue();
    }
  }

  @Test
  void aPolicyThatNeverReturnsKeepsNobodyThere() throws Exception {
    rig.setup.executors = NoPolicies::new;
    try (Harness h = initiating(view -> List.of())) {
      PrivateKey first = h.knownClient(1);
      h.sendAndRun(first);
      CompletableFuture<?> sweep = h.orchestrator.evictNow();
      pass(h, Duration.ofSeconds(14));
      assertThat(sweep).isNotDone();
      pass(h, Duration.ofSeconds(2));
      assertThat(sweep.handle((report, failure) -> failure).join().toString())
          .contains("the eviction policies did not return within PT15S");
      assertThat(h.orchestrator.statistics().sweeps().failing()).isTrue();

      // Later sweeps do without the policies.
      PrivateKey second = h.knownClient(2);
      PrivateKey confirmed = h.knownClient(3);
      h.sendAndRun(second);
      h.sendAndRun(confirmed);
      h.store.handshakeCompleted(confirmed.publicKey(), Harness.CLIENT);
      pass(h, Duration.ofSeconds(21));
      assertThat(h.isResident(first.publicKey())).isFalse();
      assertThat(h.isResident(second.publicKey())).isFalse();
      assertThat(h.isResident(confirmed.publicKey())).isTrue();
      assertThat(h.orchestrator.statistics().count(EvictionCause.NEVER_ESTABLISHED)).isEqualTo(2);
    }
  }

  /** Stages whose policies hang: their tasks never run. */
  private record NoPolicies(StageExecutors stages) implements StageExecutors {
    @Override
    public Executor opener() {
      return stages.opener();
    }

    @Override
    public Executor writer() {
      return stages.writer();
    }

    @Override
    public Executor sweeper() {
      return stages.sweeper();
    }

    @Override
    public Executor policies() {
      return task -> {};
    }

    @Override
    public int queued() {
      return stages.queued();
    }

    @Override
    public void drainOpener(long nanos, Consumer<? super Runnable> left)
        throws InterruptedException {
      stages.drainOpener(nanos, left);
    }

    @Override
    public void close() {
      stages.close();
    }
  }

  @Test
  void aListingThatNeverReturnsKeepsNoUnconfirmedPeerThere() throws Exception {
    try (Harness h = initiating(view -> List.of())) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      PrivateKey confirmed = h.knownClient(2);
      h.sendAndRun(confirmed);
      h.store.handshakeCompleted(confirmed.publicKey(), Harness.CLIENT);
      RaceRig.sweep(h);
      // The sweeper's tasks do not run, as if it hung in a listing.
      for (int step = 0; step < 240; step++) {
        h.time.advance(Duration.ofMillis(500));
        h.stages.runOpener();
        h.stages.runWriter();
      }
      assertThat(h.isResident(client.publicKey())).isFalse();
      assertThat(h.isResident(confirmed.publicKey())).isTrue();
      assertThat(h.orchestrator.statistics().count(EvictionCause.NEVER_ESTABLISHED)).isOne();
    }
  }
}

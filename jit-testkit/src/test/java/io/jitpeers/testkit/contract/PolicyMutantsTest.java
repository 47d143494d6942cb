package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of eviction policies fails each policy with a fault. */
class PolicyMutantsTest {
  private static final AtomicInteger POLICIES = new AtomicInteger();

  private static List<Eviction> all(HotSetView view) {
    return view.peers().stream().map(PolicyMutantsTest::idle).toList();
  }

  private static Eviction idle(ResidentPeer peer) {
    return new Eviction(peer.key(), EvictionCause.IDLE);
  }

  /** A policy that selects all, but for its fault. */
  @SuppressWarnings("ImmutableEnumChecker") // Its supplier has no state.
  enum Mutant {
    SELECTS_TWICE(
        () ->
            view -> {
              List<Eviction> twice = new ArrayList<>(all(view));
              twice.addAll(all(view));
              return twice;
            }),
    SELECTS_A_STRANGER(
        () ->
            view ->
                view.size() == 0
                    ? List.of()
                    : List.of(new Eviction(PublicKey.ofHex("ff".repeat(32)), EvictionCause.IDLE))),
    SELECTS_NULL(() -> view -> Arrays.asList(new Eviction[Math.min(1, view.size())])),
    NEEDS_A_PEER(() -> view -> List.of(idle(view.peers().get(0)))),
    KEEPS_STATE(
        () -> {
          AtomicInteger calls = new AtomicInteger();
          return view -> all(view).stream().skip(calls.getAndIncrement() % 2).toList();
        }),
    KEEPS_STATE_FOR_ALL(
        () -> {
          int number = POLICIES.getAndIncrement() % 2;
          return view -> all(view).stream().skip(number).toList();
        }),
    KEEPS_THE_CURSOR(
        () ->
            view -> {
              List<ResidentPeer> kept = new ArrayList<>();
              view.visit(kept::add);
              return kept.stream().map(PolicyMutantsTest::idle).toList();
            }),
    WAITS(
        () ->
            view -> {
              ReentrantLock lock = new ReentrantLock();
              try {
                lock.lockInterruptibly();
                lock.unlock();
              } catch (InterruptedException e) {
                return List.of();
              }
              return all(view);
            }),
    HAS_NO_PARTS(() -> withParts(List.of())),
    HAS_OTHER_PARTS(() -> withParts(List.of(view -> List.of())));

    private final Supplier<EvictionPolicy> policy;

    Mutant(Supplier<EvictionPolicy> policy) {
      this.policy = policy;
    }
  }

  private static EvictionPolicy withParts(List<EvictionPolicy> parts) {
    return new EvictionPolicy() {
      @Override
      public List<Eviction> select(HotSetView view) {
        return all(view);
      }

      @Override
      public List<EvictionPolicy> parts() {
        return parts;
      }
    };
  }

  private static final class Contract extends EvictionPolicyContract {
    private final Supplier<EvictionPolicy> policies;

    Contract(Supplier<EvictionPolicy> policies) {
      this.policies = policies;
    }

    @Override
    protected EvictionPolicy createPolicy() {
      return policies.get();
    }
  }

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void aPolicyWithAFaultFails(Mutant mutant) throws Exception {
    assertThat(ContractRun.of(() -> new Contract(mutant.policy)).failures())
        .as(mutant + " fails a test")
        .isNotEmpty();
  }

  @Test
  void aPolicyWithoutOnePasses() throws Exception {
    assertThat(ContractRun.of(() -> new Contract(() -> PolicyMutantsTest::all)).failures())
        .isEmpty();
  }
}

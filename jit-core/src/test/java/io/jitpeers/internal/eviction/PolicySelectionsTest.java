package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.testkit.ManualTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is taken from policies, which may return anything. */
class PolicySelectionsTest {
  private static final Eviction FIRST = new Eviction(key(1), EvictionCause.IDLE);
  private static final Eviction SECOND = new Eviction(key(2), EvictionCause.IDLE);
  private static final Eviction ABSENT = new Eviction(key(9), EvictionCause.IDLE);

  private final HotSet hotSet = new HotSet(new ManualTime());
  private final SweepCounters counters = new SweepCounters();
  private PolicySelections selections;

  @BeforeEach
  void install() {
    hotSet.installed(config(1));
    hotSet.installed(config(2));
  }

  /** A policy with a name, and perhaps parts. */
  private record Named(
      String name, Function<HotSetView, List<Eviction>> selecting, List<EvictionPolicy> parts)
      implements EvictionPolicy {
    @Override
    public List<Eviction> select(HotSetView view) {
      return selecting.apply(view);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static EvictionPolicy policy(String name, Eviction... selected) {
    return new Named(name, view -> Arrays.asList(selected), List.of());
  }

  private static EvictionPolicy failing(String name) {
    return new Named(
        name,
        view -> {
          throw new IllegalStateException(name + " cannot");
        },
        List.of());
  }

  private List<Eviction> ask(EvictionPolicy... parts) {
    return ask(
        new Named(
            "all",
            view -> {
              throw new AssertionError("its parts are asked");
            },
            Arrays.asList(parts)));
  }

  private List<Eviction> ask(EvictionPolicy policy) {
    HotSetView view = new HotSetView(hotSet.view(), 10);
    selections = new PolicySelections(policy, view, counters);
    return List.copyOf(selections.ask().keySet());
  }

  private String failure() {
    return selections.failure().getMessage();
  }

  @Test
  void ofTwoPoliciesTheFirstOnesCauseStands() {
    Eviction other = new Eviction(key(1), EvictionCause.OVER_CAPACITY);
    assertThat(ask(policy("a", FIRST), policy("b", other, SECOND))).containsExactly(FIRST, SECOND);
    assertThat(selections.failure()).isNull();
  }

  @Test
  void onePolicyThatFailsKeepsNoOtherFromBeingHeard() {
    assertThat(ask(failing("a"), policy("b", FIRST), failing("c"))).containsExactly(FIRST);
    assertThat(failure()).isEqualTo("the eviction policy a failed: a cannot");
    assertThat(selections.failure().getCause()).hasMessage("a cannot");
    assertThat(selections.failure().getSuppressed()).hasSize(1);
    assertThat(selections.failure().getSuppressed()[0])
        .hasMessage("the eviction policy c failed: c cannot");
  }

  @Test
  void aFailureWithoutAMessageIsToldByItsKind() {
    ask(
        new Named(
            "a",
            view -> {
              throw new IllegalStateException();
            },
            List.of()));
    assertThat(failure())
        .isEqualTo("the eviction policy a failed: java.lang.IllegalStateException");
  }

  @Test
  void aPolicyWithoutATextIsToldByItsClass() {
    ask(new Named(null, view -> null, List.of()));
    assertThat(failure())
        .isEqualTo("the eviction policy " + Named.class.getName() + " failed: it returned null");
    EvictionPolicy textless =
        new EvictionPolicy() {
          @Override
          public List<Eviction> select(HotSetView view) {
            return Collections.singletonList(null);
          }

          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };
    ask(textless);
    assertThat(failure())
        .isEqualTo(
            "the eviction policy "
                + textless.getClass().getName()
                + " failed: it returned a null element");
  }

  @Test
  void aPolicyWhosePartsCannotBeToldIsAskedItself() {
    EvictionPolicy whole =
        new EvictionPolicy() {
          @Override
          public List<Eviction> select(HotSetView view) {
            return List.of(FIRST);
          }

          @Override
          public List<EvictionPolicy> parts() {
            throw new IllegalStateException("no parts");
          }

          @Override
          public String toString() {
            return "whole";
          }
        };
    assertThat(ask(whole)).containsExactly(FIRST);
    assertThat(failure()).isEqualTo("the eviction policy whole failed: no parts");
    assertThat(ask(policy("alone", SECOND))).as("without parts").containsExactly(SECOND);
  }

  @Test
  void whatIsNotResidentOrRepeatedIsIgnoredAndCounted() {
    assertThat(ask(policy("a", FIRST, ABSENT, FIRST), policy("b", FIRST))).containsExactly(FIRST);
    assertThat(ignored()).isEqualTo(2);
    assertThat(ask(policy("a", FIRST, SECOND))).hasSize(2);
    assertThat(ignored()).as("no more").isEqualTo(2);
  }

  @Test
  void aListWithoutAnEndFailsItsPolicyAlone() {
    List<Eviction> many = new ArrayList<>(Collections.nCopies(2_000_000, FIRST));
    assertThat(ask(new Named("endless", view -> many, List.of()), policy("b", SECOND)))
        .containsExactly(SECOND);
    assertThat(failure()).startsWith("the eviction policy endless failed: it returned more than ");
  }

  @Test
  void aPolicyMaySelectEachPeerFourTimesAndAThousandMore() {
    List<Eviction> many = new ArrayList<>(Collections.nCopies(4 * 2 + 1_000, FIRST));
    EvictionPolicy greedy = new Named("greedy", view -> many, List.of());
    assertThat(ask(greedy)).containsExactly(FIRST);
    many.add(FIRST);
    assertThat(ask(greedy)).isEmpty();
  }

  private long ignored() {
    return counters.snapshot(new Adoption(new CronBench().dependencies()), 1).ignoredSelections();
  }
}

package io.jitpeers.internal.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testing.Snag;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.trace.ProvisioningEnd;
import io.jitpeers.trace.ProvisioningStart;
import io.jitpeers.trace.ProvisioningTrace;
import io.jitpeers.trace.StageEnd;
import io.jitpeers.wireguard.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TracersTest {
  private final ManualTime time = new ManualTime();
  private final Tracers tracers = new Tracers(CallWatch.alone(time), time, () -> 7, true);
  private final List<String> calls = new ArrayList<>();
  private final ProvisioningStart start =
      new ProvisioningStart(
          PrivateKey.generate(new SecureRandom()).publicKey(),
          ProvisioningStart.Trigger.INITIATION,
          false,
          Map.of(),
          Duration.ZERO);

  private class Notes implements ProvisioningTrace {
    @Override
    public Map<String, String> stageBegan(Stage stage) {
      calls.add(stage + " began");
      return Map.of("traceparent", "one");
    }

    @Override
    public void stageEnded(StageEnd end) {
      calls.add(end.stage() + " " + end.result());
    }

    @Override
    public void ended(ProvisioningEnd end) {
      calls.add("end " + end.outcome());
    }
  }

  private FlightTrace begun() {
    tracers.add(started -> new Notes());
    FlightTrace trace = Objects.requireNonNull(tracers.begin(true));
    trace.begin(start);
    return trace;
  }

  @Test
  void withoutATracerThereIsNoTraceAndNoGarbage() {
    assertThat(tracers.isOn()).isFalse();
    boolean[] any = new boolean[1];
    Runnable flights =
        () -> {
          for (int i = 0; i < 10_000; i++) {
            any[0] |= tracers.begin(true) != null;
          }
        };
    assertThat(Allocation.least(flights, 1_000)).isLessThan(1_000);
    assertThat(any[0]).isFalse();
  }

  @Test
  void aTraceThatNeverBeganReportsNothing() {
    tracers.add(started -> new Notes());
    FlightTrace trace = Objects.requireNonNull(tracers.begin(true));
    trace.ended(Outcome.CLOSED, "closed");
    trace.began(Stage.INSTALL);

    assertThat(calls).isEmpty();
  }

  @Test
  void stagesThatComeInAWrongOrderAreIgnored() {
    FlightTrace trace = begun();
    trace.ended(Stage.LOOKUP, StageEnd.Result.FOUND);
    trace.began(Stage.INSTALL);
    trace.began(Stage.RETURN);
    trace.ended(Stage.LOOKUP, StageEnd.Result.FOUND);
    trace.ended(Outcome.STORE_FAILED, "no");
    trace.ended(Stage.INSTALL, StageEnd.Result.DONE);
    trace.began(Stage.RETURN);
    trace.ended(Outcome.INSTALLED, "again");

    assertThat(calls).containsExactly("INSTALL began", "INSTALL ABORTED", "end STORE_FAILED");
  }

  @Test
  void aLookupAfterTheEndStillBeginsOnce() {
    FlightTrace trace = begun();
    trace.ended(Outcome.REVOKED, "revoked");
    List<Map<String, String>> asked = new ArrayList<>();
    trace.lookup(
        task -> {
          throw new AssertionError("no timer is needed");
        },
        asked::add);

    assertThat(asked).containsExactly(Map.of());
    assertThat(calls).containsExactly("end REVOKED");
  }

  @Test
  void noMoreThanABoundAreOpenAtATime() {
    tracers.add(started -> new Notes());
    List<FlightTrace> open = new ArrayList<>();
    for (int i = 0; i < Tracers.MOST_OPEN; i++) {
      FlightTrace trace = Objects.requireNonNull(tracers.begin(true));
      trace.begin(start);
      open.add(trace);
    }
    assertThat(tracers.begin(true)).isNull();
    assertThat(tracers.dropped()).isOne();
    open.get(0).ended(Outcome.INSTALLED, "");
    open.get(0).ended(Outcome.INSTALLED, "");
    assertThat(tracers.begin(true)).isNotNull();
  }

  @Test
  void aProvisioningThatEndedBeforeItsTraceBeganTakesNoPlace() {
    tracers.add(started -> new Notes());
    for (int i = 0; i < Tracers.MOST_OPEN; i++) {
      FlightTrace trace = Objects.requireNonNull(tracers.begin(true));
      trace.ended(Outcome.REVOKED, "revoked");
      trace.begin(start);
      trace.began(Stage.INSTALL);
    }

    assertThat(calls).isEmpty();
    assertThat(tracers.begin(true)).isNotNull();
    assertThat(tracers.dropped()).isZero();
  }

  @Test
  void strangersLeaveThreeQuartersToKnownClients() {
    tracers.add(started -> new Notes());
    for (int i = 0; i < Tracers.MOST_OPEN / 4; i++) {
      Objects.requireNonNull(tracers.begin(false)).begin(start);
    }
    assertThat(tracers.begin(false)).isNull();
    assertThat(tracers.dropped()).isOne();
    for (int i = Tracers.MOST_OPEN / 4; i < Tracers.MOST_OPEN; i++) {
      Objects.requireNonNull(tracers.begin(true)).begin(start);
    }
    assertThat(tracers.begin(true)).isNull();
  }

  @Test
  void strangersAreNotTracedWhileManyCallsWait() throws Exception {
    try (Snag snag = new Snag();
        Tracers threaded = new Tracers(CallWatch.alone(time), time, () -> 7, false)) {
      threaded.add(
          started -> {
            snag.hangHere();
            return null;
          });
      Objects.requireNonNull(threaded.begin(false)).begin(start);
      snag.awaitCaught();
      for (int i = 0; i < Tracers.LONG_QUEUE; i++) {
        Objects.requireNonNull(threaded.begin(false)).begin(start);
      }

      assertThat(threaded.begin(false)).isNull();
      assertThat(threaded.begin(true)).isNotNull();
    }
  }

  @Test
  void anExceptionInAStageLeavesOnlyTheEnd() {
    tracers.add(
        started ->
            new Notes() {
              @Override
              public Map<String, String> stageBegan(Stage stage) {
                throw new IllegalStateException("on purpose");
              }
            });
    FlightTrace trace = Objects.requireNonNull(tracers.begin(true));
    trace.begin(start);
    trace.began(Stage.INSTALL);
    trace.ended(Stage.INSTALL, StageEnd.Result.DONE);
    trace.began(Stage.RETURN);
    trace.ended(Outcome.INSTALLED, "");
    trace.ended(Outcome.INSTALLED, "");

    assertThat(calls).containsExactly("end INSTALLED");
    assertThat(tracers.failures()).isOne();
  }

  @Test
  void aSecondTracerIsRefusedByNameAndAnyAfterTheClose() {
    tracers.add(started -> new Notes());
    assertThatThrownBy(() -> tracers.add(started -> null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already has the tracer " + TracersTest.class.getName());
    tracers.close();
    assertThatThrownBy(() -> tracers.add(started -> null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}

package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several inner runs as one. */
@Timeout(120)
class SideBySideTest {
  private static final String FIRST = "/[class:First]/[method:one()]";
  private static final String SECOND = "/[class:Second]/[method:one()]";
  private static final ClassSeconds ALIKE = new ClassSeconds(Map.of());

  private final List<RunEvent> told = new ArrayList<>();

  private Optional<String> run(List<String> tests, InnerRun... runs) {
    return new SideBySide(List.of(runs), ALIKE).run(tests, Map.of(), told::add);
  }

  private static void finish(List<String> tests, Consumer<RunEvent> events) {
    tests.forEach(test -> events.accept(new RunEvent.Started(test)));
    events.accept(new RunEvent.Ended());
  }

  @Test
  void runsGoOnAtTheSameTimeAndTheirEventsComeFromOneThread() {
    CyclicBarrier bothRun = new CyclicBarrier(2);
    InnerRun waiting =
        (tests, parameters, events) -> {
          try {
            bothRun.await();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          finish(tests, events);
          return Optional.empty();
        };
    List<Thread> tellers = new ArrayList<>();

    Optional<String> reason =
        new SideBySide(List.of(waiting, waiting), ALIKE)
            .run(
                List.of(FIRST, SECOND),
                Map.of(),
                event -> {
                  tellers.add(Thread.currentThread());
                  told.add(event);
                });

    assertThat(reason).isEmpty();
    assertThat(tellers).containsOnly(Thread.currentThread());
    assertThat(told)
        .contains(new RunEvent.Started(FIRST), new RunEvent.Started(SECOND))
        .endsWith(new RunEvent.Ended())
        .containsOnlyOnce(new RunEvent.Ended());
  }

  @Test
  void oneClassNeedsOneKernel() {
    InnerRun never =
        (tests, parameters, events) -> {
          throw new IllegalStateException("not wanted");
        };

    assertThat(
            run(
                List.of(FIRST),
                (tests, parameters, events) -> {
                  finish(tests, events);
                  return Optional.empty();
                },
                never))
        .isEmpty();
    assertThat(told).containsExactly(new RunEvent.Started(FIRST), new RunEvent.Ended());
  }

  @Test
  void runThatIsIncompleteLeavesTheWholeWithoutAnEndAndNamesItsKernel() {
    Optional<String> reason =
        run(
            List.of(FIRST, SECOND),
            (tests, parameters, events) -> {
              finish(tests, events);
              return Optional.empty();
            },
            (tests, parameters, events) -> Optional.of("It panicked."));

    assertThat(reason).contains("Kernel 2: It panicked.");
    assertThat(told).contains(new RunEvent.Started(FIRST)).doesNotContain(new RunEvent.Ended());
  }

  @Test
  void runThatBreaksEndsTheOthers() {
    CountDownLatch ended = new CountDownLatch(1);
    InnerRun endless =
        (tests, parameters, events) -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            ended.countDown();
          }
          return Optional.of("interrupted");
        };

    assertThatThrownBy(
            () ->
                run(
                    List.of(FIRST, SECOND),
                    endless,
                    (tests, parameters, events) -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(ended.getCount()).isZero();
  }
}

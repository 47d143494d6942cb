package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

class ClassSecondsTest {
  private static final ClassSeconds KNOWN =
      ClassSeconds.parse("40.0 Long\n25.0 Middle\n14.0 Short\n1.0 Shortest\n");

  private static String test(String className, int number) {
    return "/[class:" + className + "]/[method:test" + number + "()]";
  }

  @Test
  void longestGoesFirstAndEachClassStaysWhole() {
    List<String> tests =
        Stream.of("Shortest", "Middle", "Short", "Long")
            .flatMap(name -> Stream.of(test(name, 1), test(name, 2)))
            .toList();

    List<List<String>> parts = KNOWN.share(tests, 2);

    assertThat(parts)
        .containsExactly(
            List.of(test("Long", 1), test("Long", 2)),
            List.of(
                test("Shortest", 1),
                test("Shortest", 2),
                test("Middle", 1),
                test("Middle", 2),
                test("Short", 1),
                test("Short", 2)));
  }

  @Test
  void classThatIsNotKnownCountsLikeAUsualOne() {
    List<List<String>> parts =
        KNOWN.share(List.of(test("New", 1), test("Middle", 1), test("Shortest", 1)), 2);

    // 25 against 20 and 1.
    assertThat(parts)
        .containsExactly(List.of(test("Middle", 1)), List.of(test("New", 1), test("Shortest", 1)));
  }

  @Test
  void thereAreNoEmptyParts() {
    assertThat(KNOWN.share(List.of(test("Long", 1)), 2)).containsExactly(List.of(test("Long", 1)));
    assertThat(KNOWN.share(List.of(), 2)).isEmpty();
  }

  @Test
  void classesAreMeasuredAsAFileHasThem() {
    AtomicLong clock = new AtomicLong();
    ClassSeconds.Meter meter =
        new ClassSeconds.Meter(clock::get, ClassSeconds.parse("7.0 a.Other\n"));
    meter.accept(new RunEvent.Started("/[class:A]"));
    meter.accept(new RunEvent.Started("/[class:B]"));
    meter.accept(new RunEvent.Started(test("A", 1)));
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_500));
    meter.accept(new RunEvent.Finished("/[class:A]", Status.SUCCESSFUL, Optional.empty()));
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_000));
    meter.accept(new RunEvent.Finished("/[class:B]", Status.FAILED, Optional.empty()));

    assertThat(meter.text()).isEqualTo("1.5 A\n2.5 B\n7.0 a.Other\n");
  }

  @Test
  void committedTimesCanBeRead() {
    assertThat(ClassSeconds.committed().share(List.of(test("Any", 1)), 2)).hasSize(1);
  }
}

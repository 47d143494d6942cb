package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.displayName;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.jitpeers.kerneltests.engine.Fixtures.DisabledKernelFixture;
import io.jitpeers.kerneltests.engine.Fixtures.ManyKindsKernelFixture;
import io.jitpeers.kerneltests.engine.Fixtures.NotForTheKernel;
import io.jitpeers.kerneltests.engine.Fixtures.SetUpFailsKernelFixture;
import io.jitpeers.kerneltests.engine.Fixtures.TearDownFailsKernelFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The engine with an inner run in this JVM instead of a kernel, through the same file. */
class KernelTestEngineTest {
  private static final int WHOLE = Integer.MAX_VALUE;

  @TempDir static Path folder;

  /** Directly, and through the file: the reports must be the same. */
  static Stream<Named<KernelTestEngine>> engines() {
    return Stream.of(
        Named.of("host", new KernelTestEngine(Fixtures.CLASS_NAME_END, Optional::empty)),
        Named.of("elsewhere", elsewhere(WHOLE)));
  }

  private static KernelTestEngine elsewhere(int lines) {
    return new KernelTestEngine(
        Fixtures.CLASS_NAME_END, () -> Optional.of(new InnerRunHere(folder, lines)));
  }

  private static EngineExecutionResults run(
      KernelTestEngine engine, DiscoverySelector... selectors) {
    return EngineTestKit.engine(engine).selectors(selectors).execute();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void everyKindOfTestIsReportedByName(KernelTestEngine engine) {
    EngineExecutionResults results = run(engine, selectClass(ManyKindsKernelFixture.class));

    results.testEvents().assertStatistics(s -> s.started(10).succeeded(6).failed(4).skipped(0));
    assertThat(names(results.testEvents().succeeded().list()))
        .containsExactlyInAnyOrder(
            "passes()", "[1] 7", "[2] 8", "first", "inner()", "publishes(TestReporter)");
    results
        .testEvents()
        .assertThatEvents()
        .haveExactly(1, failed("fails()", AssertionError.class, "not so"))
        .haveExactly(1, failed("disabled()", AssertionError.class, "skipped in the kernel: later"))
        .haveExactly(1, failed("aborts()", AssertionError.class, "aborted in the kernel: "))
        .haveExactly(1, event(test(), displayName("breaks()"), finishedWithFailure()));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void publishedValuesArrive(KernelTestEngine engine) {
    EngineExecutionResults results = run(engine, selectClass(ManyKindsKernelFixture.class));

    assertThat(results.allEvents().reportingEntryPublished().list()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void oneMethodCanBeChosen(KernelTestEngine engine) {
    EngineExecutionResults results =
        run(engine, selectMethod(ManyKindsKernelFixture.class, "numbers", int.class));

    assertThat(names(results.testEvents().succeeded().list())).containsExactly("[1] 7", "[2] 8");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void disabledClassFailsEveryTestInIt(KernelTestEngine engine) {
    EngineExecutionResults results = run(engine, selectClass(DisabledKernelFixture.class));

    results.testEvents().assertStatistics(s -> s.started(1).failed(1).skipped(0));
    // The tests of the template are not known, so the template itself fails.
    results.containerEvents().assertStatistics(s -> s.failed(1).skipped(0));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void failuresOfAClassAreItsOwn(KernelTestEngine engine) {
    EngineExecutionResults results =
        run(
            engine,
            selectClass(SetUpFailsKernelFixture.class),
            selectClass(TearDownFailsKernelFixture.class));

    results.testEvents().assertStatistics(s -> s.succeeded(1));
    results.containerEvents().assertStatistics(s -> s.failed(2));
  }

  @Test
  void classesOfOtherNamesAreLeftToOthers() {
    EngineExecutionResults results = run(elsewhere(WHOLE), selectClass(NotForTheKernel.class));

    results.testEvents().assertStatistics(s -> s.started(0));
  }

  @Test
  void runThatIsCutOffFailsWhateverHasNotFinished() {
    // The start and end of the engine and of two classes: cut after every line, so in every state.
    int lines =
        InnerRunHere.lines(folder, ManyKindsKernelFixture.class, TearDownFailsKernelFixture.class);
    for (int cut = 0; cut < lines; cut++) {
      EngineExecutionResults results =
          run(
              elsewhere(cut),
              selectClass(ManyKindsKernelFixture.class),
              selectClass(TearDownFailsKernelFixture.class));

      assertThat(results.allEvents().failed().list()).as("cut at %d", cut).isNotEmpty();
      assertThat(results.allEvents().failed().filter(KernelTestEngineTest::saysWhy).count())
          .as("cut at %d", cut)
          .isPositive();
      assertThat(results.allEvents().started().count())
          .as("cut at %d", cut)
          .isEqualTo(results.allEvents().finished().count());
      List<String> told = names(results.testEvents().finished().list());
      assertThat(told)
          .as("cut at %d", cut)
          .contains(
              "passes()", "fails()", "breaks()", "disabled()", "aborts()", "inner()", "fine()");
    }
  }

  @Test
  void brokenStreamFailsWithItsReason() {
    KernelTestEngine engine =
        new KernelTestEngine(
            Fixtures.CLASS_NAME_END,
            () ->
                Optional.of(
                    (tests, parameters, events) -> {
                      events.accept(new RunEvent.Started("/[class:nobody]"));
                      return Optional.empty();
                    }));

    EngineExecutionResults results = run(engine, selectClass(TearDownFailsKernelFixture.class));

    results
        .testEvents()
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test(),
                finishedWithFailure(
                    message(m -> m.contains("broke off") && m.contains("/[class:nobody]")))));
  }

  @Test
  void testThatTheInnerRunForgetsFails() {
    KernelTestEngine engine =
        new KernelTestEngine(
            Fixtures.CLASS_NAME_END,
            () ->
                Optional.of(
                    (tests, parameters, events) -> {
                      events.accept(new RunEvent.Ended());
                      return Optional.empty();
                    }));

    EngineExecutionResults results = run(engine, selectClass(TearDownFailsKernelFixture.class));

    results
        .testEvents()
        .assertThatEvents()
        .haveExactly(
            1, event(test(), finishedWithFailure(message(m -> m.contains("left this test out")))));
    results
        .containerEvents()
        .assertThatEvents()
        .haveExactly(2, event(container(), finishedSuccessfully()));
  }

  private static boolean saysWhy(Event event) {
    return event
        .getPayload(TestExecutionResult.class)
        .flatMap(TestExecutionResult::getThrowable)
        .map(Throwable::getMessage)
        .filter(InnerRunHere.CUT::equals)
        .isPresent();
  }

  private static Condition<Event> failed(
      String name, Class<? extends Throwable> type, String message) {
    return event(
        test(),
        displayName(name),
        finishedWithFailure(instanceOf(type), message(m -> m.contains(message))));
  }

  private static List<String> names(List<Event> events) {
    return events.stream().map(event -> event.getTestDescriptor().getDisplayName()).toList();
  }
}

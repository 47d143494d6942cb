package io.jitpeers.kerneltests.engine;

import io.jitpeers.kerneltests.engine.RunEvent.Ended;
import io.jitpeers.kerneltests.engine.RunEvent.Finished;
import io.jitpeers.kerneltests.engine.RunEvent.Published;
import io.jitpeers.kerneltests.engine.RunEvent.Registered;
import io.jitpeers.kerneltests.engine.RunEvent.Skipped;
import io.jitpeers.kerneltests.engine.RunEvent.Started;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;

/**
 * Reports the events of a run elsewhere to a listener in this JVM, for the tests that were
 * discovered here.
 *
 * <p>The engine's own descriptor is not reported: only the caller that started the run knows its
 * overall result. Used by one thread.
 */
final class Replay {
  private static final String ENGINE = "";

  private final TestDescriptor root;
  private final EngineExecutionListener listener;
  private final Map<String, TestDescriptor> known = new HashMap<>();
  private final Set<TestDescriptor> started = new HashSet<>();
  private final Set<TestDescriptor> finished = new HashSet<>();
  private Optional<Throwable> engineFailure = Optional.empty();
  private boolean ended;

  Replay(TestDescriptor root, EngineExecutionListener listener) {
    this.root = root;
    this.listener = listener;
    root.accept(test -> known.put(Ids.withoutEngine(test.getUniqueId()), test));
  }

  /**
   * Forwards an event.
   *
   * @throws IllegalArgumentException if it is about an unknown test
   */
  void accept(RunEvent event) {
    if (event instanceof Registered e) {
      register(e);
    } else if (event instanceof Started e) {
      if (!e.id().equals(ENGINE)) {
        start(test(e.id()));
      }
    } else if (event instanceof Finished e) {
      finish(e);
    } else if (event instanceof Skipped e) {
      TestDescriptor test = test(e.id());
      test.accept(finished::add);
      listener.executionSkipped(test, e.reason());
    } else if (event instanceof Published e) {
      listener.reportingEntryPublished(test(e.id()), ReportEntry.from(e.values()));
    } else if (event instanceof Ended) {
      ended = true;
    }
  }

  /** Returns whether the run reported its end. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * Fails every unfinished test, and every container that may have further tests.
   *
   * @param reason the reason of the failures
   * @return the result of the engine itself
   */
  TestExecutionResult close(Throwable reason) {
    boolean complete = true;
    for (TestDescriptor child : List.copyOf(root.getChildren())) {
      complete &= failUnfinished(child, reason);
    }
    if (engineFailure.isPresent()) {
      return TestExecutionResult.failed(engineFailure.get());
    }
    // If each test has its own failure, another one for the container would only be counted twice.
    return complete && !ended
        ? TestExecutionResult.failed(reason)
        : TestExecutionResult.successful();
  }

  private boolean failUnfinished(TestDescriptor test, Throwable reason) {
    if (finished.contains(test)) {
      return true;
    }
    if (!started.contains(test)) {
      start(test);
    }
    boolean hasChildren = !test.getChildren().isEmpty();
    boolean complete = hasChildren;
    for (TestDescriptor child : List.copyOf(test.getChildren())) {
      complete &= failUnfinished(child, reason);
    }
    finished.add(test);
    listener.executionFinished(
        test,
        hasChildren && !complete
            ? TestExecutionResult.successful()
            : TestExecutionResult.failed(reason));
    return false;
  }

  private void register(Registered event) {
    TestDescriptor parent = test(event.parentId());
    String engine = root.getUniqueId().getEngineId().orElseThrow();
    TestDescriptor test = new ReplayedDescriptor(Ids.in(engine, event.id()), event);
    parent.addChild(test);
    known.put(event.id(), test);
    listener.dynamicTestRegistered(test);
  }

  private void start(TestDescriptor test) {
    started.add(test);
    listener.executionStarted(test);
  }

  private void finish(Finished event) {
    Optional<Throwable> failure = event.failure().map(Failures::revive);
    if (event.id().equals(ENGINE)) {
      // Each kernel reports its own engine; a failed one stays failed.
      engineFailure = engineFailure.or(() -> failure);
      return;
    }
    TestDescriptor test = test(event.id());
    finished.add(test);
    listener.executionFinished(
        test,
        switch (event.status()) {
          case SUCCESSFUL -> TestExecutionResult.successful();
          case ABORTED -> TestExecutionResult.aborted(failure.orElse(null));
          case FAILED -> TestExecutionResult.failed(failure.orElse(null));
        });
  }

  private TestDescriptor test(String id) {
    TestDescriptor test = known.get(id);
    if (test == null) {
      throw new IllegalArgumentException("The run told of a test that is not known here: " + id);
    }
    return test;
  }
}

package io.jitpeers.kerneltests.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.TestSource;

/**
 * An event in a run of tests. An id is a JUnit unique id without its engine, because the two sides
 * have different engines.
 */
sealed interface RunEvent {

  /**
   * A test or container was created during the run, such as an invocation of a parameterized test.
   */
  record Registered(
      String id,
      String parentId,
      String displayName,
      String legacyName,
      TestDescriptor.Type type,
      Optional<TestSource> source)
      implements RunEvent {}

  /** A test or container starts. */
  record Started(String id) implements RunEvent {}

  /** A test or container has ended, with a failure unless it was successful. */
  record Finished(String id, Status status, Optional<Failure> failure) implements RunEvent {}

  /** A test or container does not run, including everything in it. */
  record Skipped(String id, String reason) implements RunEvent {}

  /** A test published values. */
  record Published(String id, Map<String, String> values) implements RunEvent {}

  /** The run is over; no event follows. */
  record Ended() implements RunEvent {}

  /**
   * An exception in a form that does not need its class.
   *
   * @param type its class name
   * @param assertion whether it is an assertion error
   * @param message its message, or an empty text
   * @param frames its own stack trace
   * @param text its printed form, including its causes
   */
  record Failure(
      String type,
      boolean assertion,
      String message,
      List<StackTraceElement> frames,
      String text) {}
}

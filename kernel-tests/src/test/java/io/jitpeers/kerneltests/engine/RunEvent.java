package io.jitpeers.kerneltests.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.TestSource;

/**
 * What happens in a run of tests. An id is a JUnit unique id without its engine: both sides call
 * theirs differently.
 */
sealed interface RunEvent {

  /**
   * A test or container that was not known before it ran, as an invocation of a parameterized test.
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

  /** A test or container has ended; with a failure unless it was successful. */
  record Finished(String id, Status status, Optional<Failure> failure) implements RunEvent {}

  /** A test or container, with all that is in it, does not run. */
  record Skipped(String id, String reason) implements RunEvent {}

  /** A test published values. */
  record Published(String id, Map<String, String> values) implements RunEvent {}

  /** The run is over; nothing follows. */
  record Ended() implements RunEvent {}

  /**
   * An exception, as far as it can be told without its class.
   *
   * @param type its class
   * @param assertion whether that is an assertion error
   * @param message its message, or an empty text
   * @param frames its own stack trace
   * @param text what it prints, with its causes
   */
  record Failure(
      String type,
      boolean assertion,
      String message,
      List<StackTraceElement> frames,
      String text) {}
}

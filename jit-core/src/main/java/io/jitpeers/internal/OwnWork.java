package io.jitpeers.internal;

import java.util.Set;
import java.util.stream.Stream;

/**
 * Determines where a call comes from: from code that the orchestrator itself has called, such as a
 * listener, or from outside the orchestrator.
 */
final class OwnWork {
  private static final String PACKAGE = OwnWork.class.getPackageName() + ".";

  /**
   * The classes of this library that are on the stack when code outside the orchestrator closes the
   * orchestrator.
   */
  private static final Set<String> CLOSING =
      Set.of(
          OwnWork.class.getName(),
          Lifecycle.class.getName(),
          Pipeline.class.getName(),
          "io.jitpeers.JitOrchestrator");

  private OwnWork() {}

  /**
   * Returns whether a listener, or other code that a stage calls, made the current call. If so,
   * this thread must not wait for the orchestrator's work to end, because that work cannot end
   * before the call returns.
   */
  static boolean isOnThisThread() {
    return StackWalker.getInstance().walk(OwnWork::isBelow);
  }

  private static boolean isBelow(Stream<StackWalker.StackFrame> frames) {
    return frames
        .map(StackWalker.StackFrame::getClassName)
        .dropWhile(CLOSING::contains)
        .anyMatch(name -> name.startsWith(PACKAGE));
  }
}

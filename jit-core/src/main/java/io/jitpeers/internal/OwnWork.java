package io.jitpeers.internal;

import java.util.Set;
import java.util.stream.Stream;

/**
 * Distinguishes calls from inside an orchestrator's own work, such as a listener's, from calls from
 * outside.
 */
final class OwnWork {
  private static final String PACKAGE = OwnWork.class.getPackageName() + ".";

  /** The classes on the stack when an orchestrator is closed from outside. */
  private static final Set<String> CLOSING =
      Set.of(
          OwnWork.class.getName(),
          Lifecycle.class.getName(),
          Pipeline.class.getName(),
          "io.jitpeers.JitOrchestrator");

  private OwnWork() {}

  /**
   * Returns whether the current call was made by a listener, or by other code that a stage calls. A
   * caller that waits for that work to end must not wait on this thread.
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

package io.jitpeers.kerneltests.engine;

import java.util.List;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;

/**
 * Forwards events, and turns every skipped or aborted test into a failure, because a test that did
 * not run proves nothing.
 */
final class NothingSkipped implements EngineExecutionListener {
  private final EngineExecutionListener listener;

  NothingSkipped(EngineExecutionListener listener) {
    this.listener = listener;
  }

  @Override
  public void dynamicTestRegistered(TestDescriptor test) {
    listener.dynamicTestRegistered(test);
  }

  @Override
  public void executionStarted(TestDescriptor test) {
    listener.executionStarted(test);
  }

  @Override
  public void executionSkipped(TestDescriptor test, String reason) {
    failSkipped(test, new AssertionError("skipped in the kernel: " + reason));
  }

  private void failSkipped(TestDescriptor test, AssertionError failure) {
    listener.executionStarted(test);
    for (TestDescriptor child : List.copyOf(test.getChildren())) {
      failSkipped(child, failure);
    }
    listener.executionFinished(
        test,
        test.getChildren().isEmpty()
            ? TestExecutionResult.failed(failure)
            : TestExecutionResult.successful());
  }

  @Override
  public void executionFinished(TestDescriptor test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      String reason = result.getThrowable().map(Throwable::getMessage).orElse("no reason given");
      AssertionError failure = new AssertionError("aborted in the kernel: " + reason);
      result.getThrowable().ifPresent(failure::initCause);
      listener.executionFinished(test, TestExecutionResult.failed(failure));
    } else {
      listener.executionFinished(test, result);
    }
  }

  @Override
  public void reportingEntryPublished(TestDescriptor test, ReportEntry entry) {
    listener.reportingEntryPublished(test, entry);
  }

  @Override
  public void fileEntryPublished(TestDescriptor test, FileEntry entry) {
    listener.fileEntryPublished(test, entry);
  }
}

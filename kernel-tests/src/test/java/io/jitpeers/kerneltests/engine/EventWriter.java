package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes each event to a file as soon as it happens, so that no event is lost if the kernel crashes
 * immediately afterwards.
 */
final class EventWriter implements TestExecutionListener, AutoCloseable {
  private final FileChannel file;
  private final Runnable written;

  /**
   * Appends to a file.
   *
   * @param written called after each event
   */
  EventWriter(Path path, Runnable written) throws IOException {
    this.written = written;
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void dynamicTestRegistered(TestIdentifier test) {
    write(
        new RunEvent.Registered(
            id(test),
            test.getParentId().map(Ids::withoutEngine).orElse(""),
            test.getDisplayName(),
            test.getLegacyReportingName(),
            test.getType(),
            test.getSource()));
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    write(new RunEvent.Started(id(test)));
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Optional<RunEvent.Failure> failure = result.getThrowable().map(Failures::describe);
    write(new RunEvent.Finished(id(test), result.getStatus(), failure));
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    write(new RunEvent.Skipped(id(test), Objects.requireNonNullElse(reason, "")));
  }

  @Override
  public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
    write(new RunEvent.Published(id(test), entry.getKeyValuePairs()));
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    write(new RunEvent.Ended());
  }

  private static String id(TestIdentifier test) {
    return Ids.withoutEngine(test.getUniqueId());
  }

  private synchronized void write(RunEvent event) {
    ByteBuffer line =
        ByteBuffer.wrap((EventCodec.encode(event) + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (line.hasRemaining()) {
        file.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("An event of the run could not be written", e);
    }
    written.run();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

package io.jitpeers.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * Captures what a class logs while this is open, instead of printing it. For tests with logback.
 */
public final class CapturedLog implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final Level levelBefore;
  private final boolean additiveBefore;

  private CapturedLog(Logger logger) {
    this.logger = logger;
    this.levelBefore = logger.getLevel();
    this.additiveBefore = logger.isAdditive();
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
    events.start();
    logger.addAppender(events);
  }

  /** Begins to capture. */
  public static CapturedLog of(Class<?> owner) {
    return new CapturedLog((Logger) LoggerFactory.getLogger(owner));
  }

  /** Begins to capture what the whole library logs. */
  public static CapturedLog ofAll() {
    return new CapturedLog((Logger) LoggerFactory.getLogger("io.jitpeers"));
  }

  /** Returns the events so far. */
  public List<ILoggingEvent> events() {
    // The appender holds its own lock while another thread's event is added to the list.
    synchronized (events) {
      return List.copyOf(events.list);
    }
  }

  /** Returns the messages at a level so far. */
  public List<String> messages(Level level) {
    return events().stream()
        .filter(event -> event.getLevel().equals(level))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  /**
   * Returns the lines at or above a level so far: level, message, and key-value pairs as {@code
   * name=value}.
   */
  public List<String> lines(Level atLeast) {
    return events().stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(atLeast))
        .map(CapturedLog::line)
        .toList();
  }

  private static String line(ILoggingEvent event) {
    String pairs =
        Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of()).stream()
            .map(pair -> " " + pair.key + "=" + pair.value)
            .collect(Collectors.joining());
    return event.getLevel() + " " + event.getFormattedMessage() + pairs;
  }

  @Override
  public void close() {
    logger.detachAppender(events);
    logger.setAdditive(additiveBefore);
    logger.setLevel(levelBefore);
  }
}

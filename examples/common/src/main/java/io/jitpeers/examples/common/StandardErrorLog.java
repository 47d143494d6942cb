package io.jitpeers.examples.common;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;

/**
 * Configures Logback to log on standard error. The configuration is Java code, because reading an
 * XML file would take a noticeable part of a program's start-up time.
 */
public final class StandardErrorLog {
  private static final String TARGET = "System.err";

  private StandardErrorLog() {}

  /**
   * Adds to a logger context an appender that logs on standard error.
   *
   * @param context the context to change
   * @param level the lowest level that is logged
   * @param encoder the format of a log line; this method starts the encoder
   */
  public static void configure(LoggerContext context, Level level, Encoder<ILoggingEvent> encoder) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(appender(context, encoder));
  }

  /** Returns a started appender. */
  static Appender<ILoggingEvent> appender(LoggerContext context, Encoder<ILoggingEvent> encoder) {
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget(TARGET);
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  /**
   * Returns an encoder that formats log events as lines of text.
   *
   * @param pattern the format of a line, as a Logback pattern
   * @return an encoder that is not started
   */
  public static Encoder<ILoggingEvent> lines(String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(pattern);
    return encoder;
  }
}

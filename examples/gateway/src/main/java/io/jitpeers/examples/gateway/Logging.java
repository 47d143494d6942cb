package io.jitpeers.examples.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.jitpeers.examples.common.StandardErrorLog;
import io.jitpeers.examples.gateway.settings.LogFormat;
import org.slf4j.LoggerFactory;

/**
 * Configures the log of a service. Events of level INFO and above are logged on standard error in
 * one of two formats.
 */
final class Logging {
  /**
   * The system property that names a user's Logback configuration. If it is set, that configuration
   * is kept.
   */
  private static final String OWN_CONFIGURATION = "logback.configurationFile";

  private static final String TEXT =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{20} - %msg %kvp{DOUBLE}%n";

  private Logging() {}

  /** Configures this JVM's logging. */
  static void configure(LogFormat format) {
    if (System.getProperty(OWN_CONFIGURATION) == null) {
      configure((LoggerContext) LoggerFactory.getILoggerFactory(), format);
    }
  }

  /** Replaces the configuration of a logger context. */
  static void configure(LoggerContext context, LogFormat format) {
    context.reset();
    StandardErrorLog.configure(context, Level.INFO, encoder(format));
  }

  private static Encoder<ILoggingEvent> encoder(LogFormat format) {
    return switch (format) {
      case TEXT -> StandardErrorLog.lines(TEXT);
      case JSON -> json();
    };
  }

  private static Encoder<ILoggingEvent> json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMDC(false);
    encoder.setWithArguments(false);
    encoder.setWithMessage(false);
    encoder.setWithFormattedMessage(true);
    return encoder;
  }
}

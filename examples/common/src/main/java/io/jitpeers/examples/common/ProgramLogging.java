package io.jitpeers.examples.common;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.stream.Stream;

/**
 * The Logback configuration of the example programs, which logs warnings and errors on standard
 * error. Logback finds this class as a service. If the user has a Logback configuration file,
 * Logback uses the file instead of this class.
 */
public final class ProgramLogging extends ContextAwareBase implements Configurator {
  private static final String OWN_CONFIGURATION = "logback.configurationFile";
  private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{20} - %msg%n";

  /** Creates the configurator. */
  public ProgramLogging() {}

  @Override
  public ExecutionStatus configure(LoggerContext loggerContext) {
    if (hasFile()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    apply(loggerContext);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  static void apply(LoggerContext loggerContext) {
    StandardErrorLog.configure(loggerContext, Level.WARN, StandardErrorLog.lines(PATTERN));
    // If a capture fails, the exception's message is enough: nobody needs its stack trace at a
    // terminal.
    Logger captures = loggerContext.getLogger("io.jitpeers.pcap");
    captures.setAdditive(false);
    captures.addAppender(
        StandardErrorLog.appender(loggerContext, StandardErrorLog.lines(PATTERN + "%ex{0}")));
  }

  private static boolean hasFile() {
    ClassLoader loader = ProgramLogging.class.getClassLoader();
    return System.getProperty(OWN_CONFIGURATION) != null
        || Stream.of("logback-test.xml", "logback.xml")
            .anyMatch(name -> loader.getResource(name) != null);
  }
}

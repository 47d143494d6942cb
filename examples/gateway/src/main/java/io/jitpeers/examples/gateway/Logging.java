package io.jitpeers.examples.gateway;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.jitpeers.examples.gateway.settings.LogFormat;
import java.net.URL;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** Configures the log of a service: from level INFO, on standard error, in one of two formats. */
final class Logging {
  /** If a user sets this property, the configuration that it names is kept. */
  private static final String OWN_CONFIGURATION = "logback.configurationFile";

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
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(configuration(format));
    } catch (JoranException e) {
      throw new IllegalStateException("this program's own logging configuration is broken", e);
    }
  }

  private static URL configuration(LogFormat format) {
    String name = "logging-" + format.name().toLowerCase(Locale.ROOT) + ".xml";
    return Objects.requireNonNull(Logging.class.getResource(name), name);
  }
}

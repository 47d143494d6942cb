import ch.qos.logback.classic.spi.Configurator;
import io.jitpeers.examples.common.ProgramLogging;

/** Contains the code that the example programs share. */
@SuppressWarnings("module")
module io.jitpeers.examples.common {
  requires transitive ch.qos.logback.classic;
  requires transitive ch.qos.logback.core;
  requires com.google.common;
  requires info.picocli;
  requires transitive jdk.httpserver;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.jitpeers.examples.common to
      info.picocli,
      io.jitpeers.examples.controlplane,
      io.jitpeers.examples.gateway,
      io.jitpeers.examples.quickstart,
      io.jitpeers.examples.simulate;

  provides Configurator with
      ProgramLogging;
}

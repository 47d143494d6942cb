package io.jitpeers.examples.common;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

class ProgramLoggingTest {
  @Test
  void logbackFindsIt() {
    assertThat(ServiceLoader.load(Configurator.class))
        .hasAtLeastOneElementOfType(ProgramLogging.class);
  }

  /** These tests have a file logback-test.xml. */
  @Test
  void aFileOfTheUserIsUsedInstead() {
    LoggerContext context = new LoggerContext();

    Configurator.ExecutionStatus status = new ProgramLogging().configure(context);

    assertThat(status).isEqualTo(Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger("ROOT").getLevel()).isEqualTo(Level.DEBUG);
    assertThat(context.getLogger("ROOT").iteratorForAppenders()).isExhausted();
  }

  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void warningsAreOnStandardErrorAndThoseOfCapturesHaveNoStackTrace() {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    try {
      ProgramLogging.apply(context);
      context.getLogger("io.jitpeers.some").info("not this");
      context.getLogger("io.jitpeers.some").warn("with", new IllegalStateException("trace"));
      context.getLogger("io.jitpeers.pcap").warn("without", new IllegalStateException("trace"));
      context.stop();
    } finally {
      System.setErr(before);
    }

    String text = printed.toString(StandardCharsets.UTF_8);
    assertThat(text).containsOnlyOnce("WARN  io.jitpeers.some - with").doesNotContain("not this");
    assertThat(text.lines().filter(line -> line.startsWith("\tat "))).isNotEmpty();
    assertThat(text.substring(text.indexOf("without"))).doesNotContain("\tat ");
  }
}

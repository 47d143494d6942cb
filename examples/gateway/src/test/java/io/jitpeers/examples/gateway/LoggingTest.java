package io.jitpeers.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.jitpeers.examples.gateway.settings.LogFormat;
import io.jitpeers.examples.gateway.status.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
class LoggingTest {
  private static String logged(LogFormat format) {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    try {
      Logging.configure(context, format);
      context
          .getLogger("io.jitpeers.some")
          .atInfo()
          .addKeyValue("interface", "wg0")
          .addKeyValue("peer", "a \"quoted\" key")
          .log("peer installed");
      context.getLogger("io.jitpeers.some").debug("not this");
      context.stop();
    } finally {
      System.setErr(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLineOfJsonIsAnObject() throws IOException {
    String lines = logged(LogFormat.JSON);

    assertThat(lines.lines()).hasSize(1);
    Json line = Json.parse(lines);
    assertThat(line.at("timestamp").get()).isInstanceOf(Long.class);
    assertThat(line.at("level").text()).isEqualTo("INFO");
    assertThat(line.at("loggerName").text()).isEqualTo("io.jitpeers.some");
    assertThat(line.at("formattedMessage").text()).isEqualTo("peer installed");
    assertThat(line.at("kvpList").toString()).contains("wg0", "a \"quoted\" key");
  }

  @Test
  void aLineOfTextHasThePairs() {
    assertThat(logged(LogFormat.TEXT).lines())
        .singleElement()
        .asString()
        .contains("INFO", "peer installed", "interface=\"wg0\"");
  }
}

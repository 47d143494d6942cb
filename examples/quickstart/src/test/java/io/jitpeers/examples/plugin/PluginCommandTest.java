package io.jitpeers.examples.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PluginCommandTest {

  @Test
  void settingsAloneBringThePolicyIn() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    int exitCode = new CommandLine(new PluginCommand(out)).execute();
    String text = printed.toString(StandardCharsets.UTF_8);
    assertThat(exitCode).as(text).isZero();
    assertThat(text)
        .contains("eviction-policy=visitors")
        .containsSubsequence("PeerInstalled[", "PeerEvicted[", "cause=IDLE");
    assertThat(text.lines()).last().isEqualTo("OK");
  }
}

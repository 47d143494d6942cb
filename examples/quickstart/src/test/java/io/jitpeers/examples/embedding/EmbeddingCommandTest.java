package io.jitpeers.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class EmbeddingCommandTest {

  @Test
  void knownClientsConnectAndAStrangerDoesNot() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    int exitCode = new CommandLine(new EmbeddingCommand(out)).execute();
    String text = printed.toString(StandardCharsets.UTF_8);
    assertThat(exitCode).as(text).isZero();
    assertThat(text).containsPattern("client \\S+ is connected");
    assertThat(text).containsPattern("stranger \\S+ got no answer");
    assertThat(text.lines()).last().isEqualTo("OK");
  }
}

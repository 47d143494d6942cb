package io.jitpeers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ProgramsTest {
  private static final String[] NONE = {};
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private CommandLine program(String name) {
    return Objects.requireNonNull(Programs.commandLine(name, NONE))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jit-peers", "jit-gateway", "jit-control-plane"})
  void helpHasTheNameThatTheUserCalled(String name) {
    assertThat(program(name).execute("--help")).isZero();
    assertThat(out.toString()).contains("Usage: " + name + " ").doesNotContain("jit-examples");
  }

  @Test
  void mistakesQuoteNoSecretInProgramsEither() {
    assertThat(program("jit-gateway").execute("--token=c2VjcmV0")).isEqualTo(2);
    assertThat(err.toString()).contains("'--token'").doesNotContain("c2VjcmV0");
  }

  @Test
  void anotherNameIsNoProgram() {
    assertThat(Programs.commandLine("jit-examples", NONE)).isNull();
    assertThat(Programs.commandLine(null, NONE)).isNull();
  }
}

package io.jitpeers.kerneltests.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandsTest {
  @Test
  void outputIsReturned() {
    assertThat(Commands.here().run("printf", "%s", "a b")).isEqualTo("a b");
  }

  @Test
  void inputIsRead() {
    assertThat(Commands.here().reading("in\n").through("sh", "-c").run("cat")).isEqualTo("in\n");
  }

  @Test
  void inputThatNobodyReadsDoesNoHarm() {
    assertThat(Commands.here().reading("x".repeat(1_000_000)).run("true")).isEmpty();
  }

  @Test
  void failureTellsCommandCodeAndOutputs() {
    assertThatThrownBy(() -> Commands.here().run("sh", "-c", "echo out; echo err >&2; exit 3"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("sh -c echo out", "exit code 3", "out\n", "err\n");
  }

  @Test
  void failureCanBeLookedAt() {
    CommandResult result = Commands.here().attempt("sh", "-c", "echo err >&2; exit 3");

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors()).isEqualTo("err\n");
  }

  @Test
  void commandThatTakesTooLongIsEndedAndToldOf() {
    assertThatThrownBy(
            () ->
                Commands.here()
                    .within(Duration.ofMillis(100))
                    .run("sh", "-c", "echo begun; sleep 1000"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("Not done within", "sleep 1000");
    assertThat(
            Await.until(
                Duration.ofMinutes(2),
                () -> ProcessHandle.current().descendants().findAny().isEmpty()))
        .isTrue();
  }

  @Test
  void commandThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> Commands.here().run("no-such-command"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no-such-command");
  }
}

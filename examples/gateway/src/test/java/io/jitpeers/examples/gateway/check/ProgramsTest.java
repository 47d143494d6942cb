package io.jitpeers.examples.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class ProgramsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static String run(Duration patience, String... command) throws IOException {
    return Programs.output(List.of(command), patience);
  }

  private static String shell(String script) throws IOException {
    return run(PATIENCE, "sh", "-c", script);
  }

  @Test
  void whatItPrintsIsGivenAndItsComplaintsAreNot() throws IOException {
    assertThat(shell("echo yes; echo hm >&2")).isEqualTo("yes\n");
  }

  @Test
  void itMayPrintMuchOnBoth() throws IOException {
    assertThat(shell("head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero | tr '\\0' x"))
        .hasSize(300_000);
  }

  @Test
  void itGetsNoInput() throws IOException {
    assertThat(shell("cat; echo end")).isEqualTo("end\n");
  }

  @Test
  void itReadsWhatItIsGiven() throws IOException {
    String much = "some words\n".repeat(50_000);
    Programs.Ended ended = Programs.run(List.of("cat"), much, PATIENCE);
    assertThat(ended.output()).isEqualTo(much);
    assertThat(ended.status()).isZero();
  }

  @Test
  void itNeedNotReadWhatItIsGiven() throws IOException {
    String much = "some words\n".repeat(50_000);
    Programs.Ended ended =
        Programs.run(List.of("sh", "-c", "echo yes; echo no >&2; exit 3"), much, PATIENCE);
    assertThat(ended).isEqualTo(new Programs.Ended(3, "yes\n", "no\n"));
  }

  @Test
  void itsFailureIsToldWithWhatItSaid() {
    assertThatThrownBy(() -> shell("echo you must be root >&2; exit 3"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("failed (3): you must be root");
  }

  @Test
  void oneThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> run(PATIENCE, "no-such-program-as-this", "x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("\"no-such-program-as-this x\" cannot be run");
  }

  @Test
  void oneThatTakesTooLongIsKilled() {
    assertThatThrownBy(() -> run(Duration.ofMillis(50), "sleep", "1000"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not end within");
    ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").endsWith("sleep 1000"))
        .forEach(child -> child.onExit().orTimeout(60, TimeUnit.SECONDS).join());
  }

  @Test
  void anInterruptEndsTheWaiting() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> run(PATIENCE, "sleep", "1000"))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}

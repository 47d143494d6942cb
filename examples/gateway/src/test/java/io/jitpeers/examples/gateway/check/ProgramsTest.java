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

@Timeout(60)
class ProgramsTest {
  private static String run(Duration patience, String... command) throws IOException {
    return Programs.output(List.of(command), patience);
  }

  private static String shell(String script) throws IOException {
    return run(Duration.ofSeconds(30), "sh", "-c", script);
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
    Programs.Ended ended = Programs.run(List.of("cat"), much, Duration.ofSeconds(30));
    assertThat(ended.output()).isEqualTo(much);
    assertThat(ended.status()).isZero();
  }

  @Test
  void itNeedNotReadWhatItIsGiven() throws IOException {
    String much = "some words\n".repeat(50_000);
    Programs.Ended ended =
        Programs.run(
            List.of("sh", "-c", "echo yes; echo no >&2; exit 3"), much, Duration.ofSeconds(30));
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
    assertThatThrownBy(() -> run(Duration.ofSeconds(30), "no-such-program-as-this", "x"))
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
    assertThatThrownBy(() -> run(Duration.ofSeconds(30), "sleep", "1000"))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}

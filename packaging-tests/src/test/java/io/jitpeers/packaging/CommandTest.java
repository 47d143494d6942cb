package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.packaging.Command.Result;
import io.jitpeers.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a program that hangs is ended, and that none of its processes remains. */
@EnabledOnOs(OS.LINUX)
class CommandTest {
  @TempDir Path folder;
  private Path output;

  /** A shell and its child, which never end by themselves. The shell prints both process ids. */
  private static final List<String> HANGING =
      List.of("sh", "-c", "sleep 100000 & echo $$ $!; wait");

  @BeforeEach
  void setUp() {
    output = folder.resolve("output");
  }

  @Test
  void theResultIsTheExitCodeAndTheOutput() throws Exception {
    List<String> command = List.of("sh", "-c", "echo out; echo err >&2; exit 3");
    assertThat(Command.run(folder, output, Duration.ofMinutes(10), command))
        .isEqualTo(new Result(3, "out\nerr\n"));
  }

  @Test
  void aProgramThatDoesNotEndFailsAtTheLimit() {
    assertThatThrownBy(() -> Command.run(folder, output, Duration.ofMillis(1), HANGING))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sleep 100000")
        .hasMessageContaining("PT0.001S")
        .hasMessageContaining(output.toString());
  }

  /** JUnit interrupts a test whose timeout expires. */
  @Test
  void aProgramAndItsChildrenAreDestroyedIfTheThreadIsInterrupted() throws Exception {
    FutureTask<Result> run =
        new FutureTask<>(() -> Command.run(folder, output, Duration.ofMinutes(10), HANGING));
    Thread thread = new Thread(run);
    thread.start();
    Await.until("both run", () -> Files.exists(output) && Files.readString(output).endsWith("\n"));
    List<ProcessHandle> processes = new ArrayList<>();
    for (String id : Files.readString(output).strip().split(" ", -1)) {
      processes.add(ProcessHandle.of(Long.parseLong(id)).orElseThrow());
    }

    thread.interrupt();

    assertThatThrownBy(run::get).hasRootCauseInstanceOf(InterruptedException.class);
    assertThat(processes).hasSize(2);
    Await.until("both ended", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }
}

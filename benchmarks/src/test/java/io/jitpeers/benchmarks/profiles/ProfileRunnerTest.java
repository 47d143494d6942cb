package io.jitpeers.benchmarks.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.benchmarks.programs.ForkedJvm;
import io.jitpeers.benchmarks.programs.ProfiledPart;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileRunnerTest {
  private static final List<String> LINES = List.of("[main tid=1];io/jitpeers/A.b_[j] 12");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();

  @Test
  void writesTheFlameGraphAndThePage() throws Exception {
    assertThat(run(List.of(profile("one"), profile("two")), "two")).isTrue();

    assertThat(folder.resolve("two.svg")).content().contains("io.jitpeers.A.b 100.0%");
    assertThat(folder.resolve("README.md"))
        .content()
        .contains("## two", "What runs. 12 samples; today.", "(two.svg)", "| `main` | 100.0 % |")
        .doesNotContain("## one");
    assertThat(folder.resolve("one.svg")).doesNotExist();
  }

  @Test
  void aFailureDoesNotPreventTheNext() throws Exception {
    Profile broken =
        new Profile(
            "broken",
            "What fails.",
            Event.TIMER,
            recorder -> {
              throw new IOException("no such program");
            });
    Profile silent = new Profile("silent", "What records nothing.", Event.TIMER, recorder -> {});

    assertThat(run(List.of(broken, silent, profile("one")), ProfileRunner.ALL)).isFalse();
    assertThat(out.toString())
        .contains("FAILED (no such program)", "FAILED (The profiler recorded nothing.)");
    assertThat(folder.resolve("one.svg")).exists();
    assertThat(folder.resolve("broken.svg")).doesNotExist();
  }

  @Test
  void knowsItsProfiles() {
    ProfileRunner runner = new ProfileRunner(folder, List.of(profile("one")));

    assertThat(runner.knows("one")).isTrue();
    assertThat(runner.knows(ProfileRunner.ALL)).isTrue();
    assertThat(runner.knows("two")).isFalse();
  }

  @Test
  void profilesAJvm() throws Exception {
    Recorder recorder = Recorder.in(folder, Event.TIMER);
    List<String> options = recorder.partOptions();
    try {
      List<String> unused =
          ForkedJvm.with(options.toArray(String[]::new)).run(Duration.ofMinutes(2), Busy.class);
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      boolean unsupported = why.contains("not supported") || why.contains("not permitted");
      if (!unsupported) {
        throw e;
      }
      System.err.println("SKIPPED: the profiler cannot run here: " + why);
      assumeTrue(false, "the profiler cannot run here: " + why);
    }

    assertThat(recorder.stacks())
        .anyMatch(stack -> stack.frames().stream().anyMatch(f -> f.name().contains("Busy.work")));
  }

  private boolean run(List<Profile> known, String... wanted) throws Exception {
    return new ProfileRunner(folder, known).run(List.of(wanted), "today", new PrintWriter(out));
  }

  private static Profile profile(String name) {
    return new Profile(
        name,
        "What runs.",
        Event.TIMER,
        recorder -> Files.write(recorder.folder().resolve("1.collapsed"), LINES));
  }

  /** A program that keeps a processor busy until it has used enough of its time. */
  static final class Busy {
    private static final long NANOS = 500_000_000;

    private Busy() {}

    public static void main(String[] arguments) {
      ProfiledPart.begin();
      work();
      ProfiledPart.end();
      ProfiledPart.write();
    }

    private static void work() {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      while (threads.getCurrentThreadCpuTime() < NANOS) {
        Thread.onSpinWait();
      }
    }
  }
}

package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the quick start without the JVM's compilers, which is about as slow as a small machine. */
@Timeout(1800)
class SlowMachineIT {
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));
  private static final Duration LIMIT = Duration.ofMinutes(25);

  @TempDir Path folder;

  @Test
  void everyClaimOfTheQuickStartHoldsOnASlowMachineToo() throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xint",
            "-jar",
            ROOT.resolve("examples/target/jit-examples.jar").toString(),
            "quickstart");

    assertThat(Command.run(folder, folder.resolve("quickstart.log"), LIMIT, command).succeeded())
        .contains("every claim above was verified");
  }
}

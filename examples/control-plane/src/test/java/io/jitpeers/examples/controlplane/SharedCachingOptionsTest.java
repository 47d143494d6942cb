package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The options of the command line for shared caches. */
class SharedCachingOptionsTest {
  @TempDir private Path folder;

  private String refusal(String... options) {
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of("--database=" + folder.resolve("p.db")));
    all.addAll(List.of(options));
    int exitCode =
        new CommandLine(new ControlPlaneCommand())
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    assertThat(exitCode).isEqualTo(2);
    return err.toString();
  }

  /**
   * Otherwise a gateway would get answers with an Age over their max-age, and ask at once again.
   */
  @Test
  void whatCachesMayAnswerMustBeFreshForGateways() throws Exception {
    String token = "--token-file=" + Files.writeString(folder.resolve("token"), "secret\n");

    assertThat(refusal(token, "--s-maxage=50")).contains("they are 50, 10 and 60");
    assertThat(refusal(token, "--s-maxage=-1")).contains("they are -1, 10 and 60");
    assertThat(refusal(token, "--s-maxage=9", "--stale-while-revalidate=-1", "--max-age=30"))
        .contains("they are 9, -1 and 30");
  }

  @Test
  void aCacheNeedsATokenToCheck() {
    assertThat(refusal("--s-maxage=30")).contains("--token-file");
  }
}

package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.packaging.Command.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Follows the page for new embedders, from an empty folder to the first provisioned peer. */
@Timeout(1800)
@EnabledOnOs(OS.LINUX)
class EmbedIT {
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final Pattern BLOCK =
      Pattern.compile("<!-- run by EmbedIT, (\\S+) -->\\n```\\w*\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void thePageLeadsToTheFirstPeer() throws Exception {
    Map<String, String> blocks = blocks();
    assertThat(blocks)
        .containsOnlyKeys("pom.xml", "src/main/java/Gateway.java", "command", "output");
    Path project = Files.createDirectories(folder.resolve("project"));
    write(project.resolve("pom.xml"), blocks.get("pom.xml"));
    write(project.resolve("src/main/java/Gateway.java"), blocks.get("src/main/java/Gateway.java"));

    Result result = run(project, blocks.get("command"));

    assertThat(result.succeeded()).contains("PeerInstalled", blocks.get("output"));
  }

  /** The project is the example of README, and not another one. */
  @Test
  void thePageHasTheBlocksOfReadme() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String dependencies = first(readme, "```xml\\n(.*?)</dependencies>\\s*```");
    String gateway = first(readme, "```java\\n(.*?)```");
    Map<String, String> blocks = blocks();

    assertThat(words(blocks.get("pom.xml"))).contains(words(dependencies));
    assertThat(words(blocks.get("src/main/java/Gateway.java"))).contains(words(gateway));
  }

  private static String first(String text, String pattern) {
    Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }

  private static String words(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  private static Map<String, String> blocks() throws Exception {
    Map<String, String> blocks = new LinkedHashMap<>();
    Matcher found = BLOCK.matcher(Files.readString(ROOT.resolve("docs/tutorials/embed.md")));
    while (found.find()) {
      blocks.put(found.group(1), found.group(2));
    }
    return blocks;
  }

  private static void write(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Runs a command whose {@code mvn} finds this build's artifacts, as if they were installed. */
  private Result run(Path project, String command) throws Exception {
    Path users = Path.of(System.getProperty("packaging.repository"));
    Path repository = folder.resolve("repository");
    LocalRepository.create(repository, users, ROOT, System.getProperty("packaging.version"));
    Path maven = folder.resolve("bin/mvn");
    String options = System.getProperty("packaging.offline").equals("offline=true") ? " -o" : "";
    write(
        maven,
        "#!/bin/sh\nexec "
            + Path.of(System.getProperty("packaging.maven"), "bin", "mvn")
            + (" -B -ntp -Dmaven.repo.local=" + repository + options + " \"$@\"\n"));
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    // Without this folder, Maven would use the configuration of a tree around it.
    Files.createDirectories(project.resolve(".mvn"));
    String path = "PATH=" + maven.getParent() + ":$PATH; ";
    Result result =
        Command.run(
            project, folder.resolve("run.log"), LIMIT, List.of("bash", "-c", path + command));
    LocalRepository.keepDownloads(repository, users);
    return result;
  }
}

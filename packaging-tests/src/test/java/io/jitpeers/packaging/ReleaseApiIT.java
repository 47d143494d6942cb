package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.packaging.Command.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the build compares the API with that of the release before. */
@Timeout(1800)
@EnabledOnOs(OS.LINUX)
class ReleaseApiIT {
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));
  private static final String VERSION = System.getProperty("packaging.version");
  private static final Duration LIMIT = Duration.ofMinutes(20);

  @TempDir Path folder;
  private Path repository;

  @BeforeEach
  void createRepository() throws Exception {
    repository = folder.resolve("repository");
    LocalRepository.create(
        repository, Path.of(System.getProperty("packaging.repository")), ROOT, VERSION);
  }

  /** This build's jar is the release to compare with. */
  @Test
  void aMethodThatIsNoLongerPublicFailsTheBuild() throws Exception {
    Path artifacts = repository.resolve("io/jitpeers/jit-core");
    Path release = Files.createDirectories(artifacts.resolve("0.0.1"));
    for (String type : List.of(".jar", ".pom")) {
      Files.copy(
          artifacts.resolve(VERSION + "/jit-core-" + VERSION + type),
          release.resolve("jit-core-0.0.1" + type));
    }
    Path tree = alone("jit-core");

    Result unchanged = compare(tree, "jit-core");
    assertThat(unchanged.exitCode()).as(unchanged.output()).isZero();

    Path changed = tree.resolve("jit-core/src/main/java/io/jitpeers/settings/Settings.java");
    String source = Files.readString(changed);
    String method = "static Map<String, String> flatten(";
    assertThat(source).contains("public " + method);
    write(changed, source.replace("public " + method, method));

    Result broken = compare(tree, "jit-core");
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.output()).contains("flatten", "japicmp");
  }

  /** The next release may have a module more, which has nothing to be compared with. */
  @Test
  void aModuleThatTheReleaseDoesNotHaveIsNoBreak() throws Exception {
    Result added = compare(alone("jit-http-pull"), "jit-http-pull");

    assertThat(added.succeeded()).contains("jit-http-pull:jar:0.0.1");
  }

  /** A build that finds no release at all compares nothing, and must not pass. */
  @Test
  void aReleaseThatIsNotFoundFailsTheBuild() throws Exception {
    Result missing = compare(alone("jit-core"), "jit-core");

    assertThat(missing.exitCode()).as(missing.output()).isEqualTo(1);
    assertThat(missing.output()).contains("jit-core:jar:0.0.1", "japicmp");
  }

  /** Returns a tree with one module, without tests. */
  private Path alone(String module) throws Exception {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.createDirectories(tree.resolve(".mvn"));
    ReleaseTree.copy(ROOT.resolve(".mvn"), tree.resolve(".mvn"), "jvm.config");
    ReleaseTree.copy(ROOT.resolve("config"), tree.resolve("config"), ".xml");
    Path main = Path.of(module, "src/main");
    ReleaseTree.copy(ROOT.resolve(main), tree.resolve(main), "");
    // Its tests are not built, so it needs no test jars.
    String testJar =
        "<dependency>((?!</dependency>)[\\s\\S])*<type>test-jar</type>[\\s\\S]*?</dependency>";
    write(
        tree.resolve(module).resolve("pom.xml"),
        Files.readString(ROOT.resolve(module).resolve("pom.xml")).replaceAll(testJar, ""));
    Files.copy(ROOT.resolve("LICENSE"), tree.resolve("LICENSE"));
    String parent = Files.readString(ROOT.resolve("pom.xml"));
    String alone = parent.replaceAll("<module>(?!" + module + "<)[^<]*</module>", "");
    write(tree.resolve("pom.xml"), alone);
    return tree;
  }

  private static void write(Path file, String text) throws Exception {
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private Result compare(Path tree, String module) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("packaging.maven"), "bin", "mvn").toString());
    command.addAll(List.of("-B", "-ntp", "verify", "-pl", module, "-Dmaven.test.skip"));
    command.addAll(List.of("-Dspotless.check.skip", "-Dcheckstyle.skip"));
    command.addAll(List.of("-Dapi.baseline=0.0.1", "-Djapicmp.skip=false"));
    command.add("-Dmaven.repo.local=" + repository);
    if (System.getProperty("packaging.offline").equals("offline=true")) {
      command.add("-o");
    }
    Path log = Files.createTempFile(folder, "compare", ".log");
    return Command.run(tree, log, LIMIT, command);
  }
}

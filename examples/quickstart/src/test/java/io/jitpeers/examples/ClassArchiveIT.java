package io.jitpeers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.RequiresLinux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class-data archive of the executable jar, and the script that uses it. */
@RequiresLinux
class ClassArchiveIT {
  private static final String JAR = System.getProperty("examples.jar");
  private static final Path LAUNCHER = Path.of(System.getProperty("examples.launcher"));
  private static final String SHARED = " source: shared objects file";

  @TempDir private static Path folder;
  private static Path archive;

  @BeforeAll
  static void create() throws Exception {
    archive = folder.resolve("some.jsa");
    JavaProcess process = JavaProcess.run("-jar", JAR, "archive", "--output", archive.toString());
    assertThat(process.exitCode()).as(process.toString()).isZero();
    assertThat(process.lastLine()).contains("-XX:SharedArchiveFile=" + archive);
    assertThat(folder.toFile().list()).as("nothing else is left").containsExactly("some.jsa");
  }

  /** With -Xshare:on, a JVM that cannot map the archive ends. */
  @Test
  void classesComeFromIt() throws Exception {
    Path loaded = folder.resolve("loaded");
    JavaProcess process =
        JavaProcess.run(
            "-Xshare:on",
            "-XX:SharedArchiveFile=" + archive,
            "-Xlog:class+load:file=" + loaded,
            "-jar",
            JAR,
            "gateway",
            "--check",
            "--interface=jit-none",
            "--control-plane=http://127.0.0.1:1");
    assertThat(process.err()).as("it ran").isEmpty();
    List<String> classes = Files.readAllLines(loaded);
    assertThat(classes)
        .as("classes of the program, of its libraries, and of the library")
        .anyMatch(line -> line.contains(" io.jitpeers.examples.gateway.check.Checks" + SHARED))
        .anyMatch(line -> line.contains(" picocli.CommandLine" + SHARED))
        .anyMatch(line -> line.contains(" io.jitpeers.netlink.NetlinkPeerStore" + SHARED));
    assertThat(classes)
        .filteredOn(line -> line.contains(" io.jitpeers.") && line.contains(" source: file:"))
        .as("read from the jar")
        .isEmpty();
  }

  @Test
  void theLauncherUsesTheArchiveBesideIt() throws Exception {
    Path jar = Files.copy(Path.of(JAR), folder.resolve("jit-examples.jar"));
    Path launcher = Files.copy(LAUNCHER, folder.resolve("jit-examples"));
    Path mine = folder.resolve("jit-examples.jsa");
    assertThat(launched(launcher)).as("without an archive").contains("examples.Main source: file:");

    Files.writeString(mine, "no archive");
    assertThat(launched(launcher))
        .as("a file that cannot be used")
        .contains("Main source: ")
        .doesNotContain("[cds]");

    Files.delete(mine);
    JavaProcess.run("-jar", jar.toString(), "archive");
    assertThat(launched(launcher)).contains("io.jitpeers.examples.Main" + SHARED);
  }

  /** Returns what the launcher prints when it shows the version and the classes of the program. */
  private static String launched(Path launcher) throws Exception {
    Path printed = folder.resolve("printed");
    ProcessBuilder builder =
        new ProcessBuilder("sh", launcher.toString(), "--version")
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "JDK_JAVA_OPTIONS",
                "-Xlog:class+load:stdout"));
    assertThat(builder.start().waitFor()).isZero();
    String text = Files.readString(printed);
    assertThat(text).contains("JIT Peers ");
    return text;
  }
}

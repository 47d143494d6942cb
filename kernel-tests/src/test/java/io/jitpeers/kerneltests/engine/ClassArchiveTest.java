package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that this JDK creates and reads. */
class ClassArchiveTest {
  @TempDir Path folder;
  private Path jar;

  /** A program in its own jar. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      System.out.println("arguments: " + List.of(arguments));
    }
  }

  @BeforeEach
  void makeJar() throws IOException {
    jar = folder.resolve("program-1.jar");
    String entry = Program.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry(entry));
      entries.write(Program.class.getClassLoader().getResourceAsStream(entry).readAllBytes());
      entries.putNextEntry(new JarEntry("META-INF/versions/25/A.class"));
      entries.putNextEntry(new JarEntry("module-info.class"));
    }
  }

  private String run(Path archive) throws Exception {
    Path printed = folder.resolve("printed");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:SharedArchiveFile=" + archive,
                "-Xlog:class+load",
                "-cp",
                jar.toString(),
                Program.class.getName(),
                "one")
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return Files.readString(printed);
  }

  @Test
  void classesOfAJarAreInTheArchive() throws Exception {
    Path archive =
        new ClassArchive(folder, "jars", jar.toString())
            .addJars(List.of("program-"))
            .dump()
            .orElseThrow();

    assertThat(run(archive))
        .contains("arguments: [one]")
        .containsPattern("ClassArchiveTest\\$Program source: shared objects file");
  }

  @Test
  void classesThatAProgramLoadsAreInTheArchive() throws Exception {
    Path archive =
        new ClassArchive(folder, "run", jar.toString())
            .addLoadedBy(Program.class.getName())
            .dump()
            .orElseThrow();

    assertThat(run(archive))
        .containsPattern("ClassArchiveTest\\$Program source: shared objects file");
  }

  @Test
  void onlyClassesAreListed() throws IOException {
    assertThat(ClassArchive.classesOf(jar))
        .containsExactly(Program.class.getName().replace('.', '/'));
  }

  @Test
  void listsOfSeveralProgramsBecomeOne() {
    assertThat(ClassArchive.mergeable("# comment")).isEmpty();
    assertThat(ClassArchive.mergeable("a/B id: 7")).containsExactly("a/B");
    assertThat(ClassArchive.mergeable("a/B")).containsExactly("a/B");
    assertThat(ClassArchive.mergeable("a/B id: 7 super: 1 source: file:/x.jar")).isEmpty();
    assertThat(ClassArchive.mergeable("@lambda-proxy a/B id: x"))
        .containsExactly("@lambda-proxy a/B id: x");
  }
}

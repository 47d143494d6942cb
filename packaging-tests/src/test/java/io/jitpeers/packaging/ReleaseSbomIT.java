package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.packaging.Command.Result;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tests the SBOMs of the programs of a release, and that a check refuses those that do not fit. */
@Timeout(1800)
@EnabledOnOs(OS.LINUX)
class ReleaseSbomIT {
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));

  @TempDir Path folder;
  private final Set<String> purls = new TreeSet<>();

  @BeforeEach
  void copyPrograms() throws Exception {
    // In CI nothing is left out: there it fails.
    assumeTrue(
        Files.exists(Path.of("/usr/bin/dpkg-deb")) || Machine.isCi(),
        "NOT TESTED: the SBOMs of the Debian packages, which needs dpkg-deb");
    Path examples = ROOT.resolve("examples");
    copy(examples.resolve("target/jit-examples.jar"));
    for (String name : List.of("jit-peers", "jit-gateway", "jit-control-plane")) {
      copy(examples.resolve("debian/target/" + name + ".deb"));
      shell("dpkg-deb --extract " + name + ".deb unpacked-" + name).succeeded();
    }
    purls.addAll(libraries());
  }

  private void copy(Path file) throws Exception {
    Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
  }

  private Result shell(String command) throws Exception {
    return ReleaseTree.shell(folder, folder, command);
  }

  /** Returns what the parts of the jar say of themselves. */
  private Set<String> libraries() throws Exception {
    Set<String> found = new TreeSet<>();
    try (ZipFile jar = new ZipFile(folder.resolve("jit-examples.jar").toFile())) {
      for (ZipEntry entry : jar.stream().map(ZipEntry.class::cast).toList()) {
        if (entry.getName().endsWith("/pom.properties")) {
          Properties of = new Properties();
          try (InputStream in = jar.getInputStream(entry)) {
            of.load(in);
          }
          String name = of.getProperty("groupId") + "/" + of.getProperty("artifactId");
          found.add("pkg:maven/" + name + "@" + of.getProperty("version") + "?type=jar");
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(20);
    return found;
  }

  /** Writes the SBOMs, with what Maven's SBOM says of the jar. */
  private void write() throws Exception {
    String components =
        purls.stream()
            .map(purl -> "{\"type\":\"library\",\"name\":\"one\",\"purl\":\"" + purl + "\"}")
            .collect(Collectors.joining(","));
    String maven =
        "{\"specVersion\":\"1.6\",\"metadata\":{\"component\":{\"bom-ref\":\"module\"}},"
            + "\"components\":[%s],\"dependencies\":[{\"ref\":\"module\"}]}";
    Files.write(
        folder.resolve("libraries.json"),
        maven.formatted(components).getBytes(StandardCharsets.UTF_8));
    String programs = " jit-examples.jar jit-peers.deb jit-gateway.deb jit-control-plane.deb";
    shell(java("ProgramSbom") + " 9.8.7 libraries.json" + programs).succeeded();
  }

  private static String java(String program) {
    return "java -cp jit-examples.jar " + ROOT.resolve("release/" + program + ".java");
  }

  private Result check(String program, String unpacked) throws Exception {
    return shell(java("SbomCheck") + " " + program + ".cdx.json " + program + " " + unpacked);
  }

  @Test
  void eachProgramHasAnSbomThatFits() throws Exception {
    write();

    check("jit-examples.jar", "").succeeded();
    for (String name : List.of("jit-peers", "jit-gateway", "jit-control-plane")) {
      check(name + ".deb", "unpacked-" + name).succeeded();
    }
    assertThat(Files.readString(folder.resolve("jit-gateway.deb.cdx.json")))
        .contains(
            "\"bomFormat\" : \"CycloneDX\"",
            "\"purl\" : \"pkg:deb/jit-gateway@9.8.7\"",
            "\"name\" : \"/usr/lib/systemd/system/jit-gateway.service\"")
        .doesNotContain("pkg:maven/");
    assertThat(Files.readString(folder.resolve("jit-peers.deb.cdx.json")))
        .contains("\"name\" : \"/usr/share/jit-peers/jit-peers.jar\"", "pkg:maven/");
  }

  /** Netty has a library inside that Maven does not know. */
  @Test
  void aLibraryInsideAnotherIsNamed() throws Exception {
    purls.removeIf(purl -> purl.contains("/jctools-core@"));
    write();

    check("jit-examples.jar", "").succeeded();
    assertThat(Files.readString(folder.resolve("jit-peers.deb.cdx.json")))
        .contains("\"bom-ref\" : \"pkg:maven/org.jctools/jctools-core@");
  }

  @Test
  void aLibraryThatIsNotNamedIsNoticed() throws Exception {
    write();

    shell("sed -i s,/guava@,/other@, *.cdx.json").succeeded();
    String sentence = "does not name pkg:maven/com.google.guava/guava@";
    assertRefused(check("jit-examples.jar", ""), sentence);
    assertRefused(check("jit-peers.deb", "unpacked-jit-peers"), sentence);
  }

  @Test
  void anotherFileIsNoticed() throws Exception {
    write();

    Path more = folder.resolve("unpacked-jit-gateway/usr/share/more");
    Files.createFile(more);
    assertRefused(check("jit-gateway.deb", "unpacked-jit-gateway"), "/usr/share/more=");
    Files.delete(more);
    shell("echo >> jit-gateway.deb").succeeded();
    assertRefused(check("jit-gateway.deb", "unpacked-jit-gateway"), "is not about jit-gateway.deb");
  }

  private static void assertRefused(Result result, String sentence) {
    assertThat(result.output()).contains(sentence);
    assertThat(result.exitCode()).isEqualTo(1);
  }
}

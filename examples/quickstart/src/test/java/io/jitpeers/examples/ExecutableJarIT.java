package io.jitpeers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.identify.Fixture;
import io.jitpeers.examples.quickstart.QuickStartJson;
import io.jitpeers.pcap.testkit.RequiresLibPcap;
import io.jitpeers.testing.RequiresLinux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that README's first command runs. */
class ExecutableJarIT {
  private static final String JAR = System.getProperty("examples.jar");
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  @Test
  void theQuickStartEndsWell() throws Exception {
    JavaProcess process = JavaProcess.run("-jar", JAR, "quickstart", "--json");
    assertThat(process.exitCode()).as(process.toString()).isZero();
    assertThat(process.err()).as("nothing to warn of").isEmpty();
    QuickStartJson.Result result = QuickStartJson.parse(process.lastLine());
    assertThat(result.ok()).isTrue();
    assertThat(result.provisioned()).isEqualTo(549);
    assertThat(result.reprovisioned()).isEqualTo(250);
  }

  @Test
  void pluginsAreFoundInIt() throws Exception {
    JavaProcess process = JavaProcess.run("-jar", JAR, "plugin");
    assertThat(process.exitCode()).as(process.toString()).isZero();
    assertThat(process.lastLine()).isEqualTo("OK");
  }

  @Test
  @RequiresLinux
  void aKernelThatCannotBeListedIsOneSentence() throws Exception {
    // No such interface, no right to ask, or no WireGuard at all, as the machine may be.
    JavaProcess process = JavaProcess.run("-jar", JAR, "peers", "--interface", "no-such-wg");
    assertThat(process.exitCode()).as(process.toString()).isEqualTo(1);
    assertThat(process.out()).isEmpty();
    assertThat(process.err()).hasSize(1);
    assertThat(process.err().get(0))
        .startsWith("jit-examples peers: reading the WireGuard device no-such-wg: ");
  }

  @Test
  @RequiresLinux
  void aGatewayThatDoesNotRunIsOneSentence(@TempDir Path folder) throws Exception {
    Path token = Files.createFile(folder.resolve("token"), OWNER_ONLY);
    Files.writeString(token, "b3BlcmF0b3I");
    JavaProcess process =
        JavaProcess.run(
            "-jar",
            JAR,
            "explain",
            "8NPujOX8SaVk5VBOwuT/vomZzLsL7T8pS1HcKoH+/vg=",
            "--status-address=127.0.0.1:1",
            "--operator-token-file=" + token);
    assertThat(process.exitCode()).as(process.toString()).isEqualTo(1);
    assertThat(process.out()).isEmpty();
    assertThat(process.err()).hasSize(1);
    assertThat(process.err().get(0))
        .startsWith("jit-examples explain: no gateway answers at 127.0.0.1:1 ");
  }

  @Test
  @RequiresLibPcap
  void aCaptureIsIdentified(@TempDir Path folder) throws Exception {
    Fixture fixture = Fixture.of("vlan");
    Path capture = Files.write(folder.resolve("some.pcap"), fixture.capture());
    Path key = Files.createFile(folder.resolve("key"), OWNER_ONLY);
    Files.writeString(key, fixture.privateKey());
    JavaProcess process =
        JavaProcess.run(
            "-jar",
            JAR,
            "identify",
            "--json",
            "--capture=" + capture,
            "--port=" + fixture.port(),
            "--private-key-file=" + key);
    assertThat(process.exitCode()).as(process.toString()).isZero();
    assertThat(Fixture.objects(String.join("", process.out()))).isEqualTo(fixture.findings());
    assertThat(process.err())
        .as("the counts, and nothing to warn of")
        .singleElement()
        .asString()
        .startsWith("frames: 41; initiations: 8 (opened 8, refused 0: ");
  }

  @Test
  @RequiresLinux
  void aControlPlaneHasPeers(@TempDir Path folder) throws Exception {
    String database = "--database=" + folder.resolve("peers.db");
    String key = "8NPujOX8SaVk5VBOwuT/vomZzLsL7T8pS1HcKoH+/vg=";
    JavaProcess add =
        JavaProcess.run(
            "-jar", JAR, "control-plane", "peer", "add", database, key, "--allowed-ip=10.1.2.3");
    assertThat(add.exitCode()).as(add.toString()).isZero();
    assertThat(add.err()).as("nothing to warn of").isEmpty();
    JavaProcess list = JavaProcess.run("-jar", JAR, "control-plane", "peer", "list", database);
    assertThat(list.out()).as(list.toString()).containsExactly(key + "  10.1.2.3/32");
  }

  @Test
  @RequiresLinux
  void aControlPlaneThatIsTerminatedEndsWell(@TempDir Path folder) throws Exception {
    JavaProcess process =
        JavaProcess.terminatedAfter(
            "listening on http://127.0.0.1:",
            "-jar",
            JAR,
            "control-plane",
            "--database=" + folder.resolve("peers.db"),
            "--listen=127.0.0.1:0");
    assertThat(process.exitCode()).as(process.toString()).isZero();
    assertThat(process.err()).last().asString().contains("0 requests: found 0;");
  }

  @Test
  void itIsPackedWell() throws Exception {
    try (JarFile jar = new JarFile(JAR)) {
      assertThat(jar.isMultiRelease()).isTrue();
      assertThat(jar.stream().map(entry -> entry.getName()))
          .as("neither signatures of jars that it was made of, nor descriptors of their modules")
          .noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA)"))
          .noneMatch(name -> name.endsWith("module-info.class"));
      assertThat(jar.stream().map(entry -> entry.getName()))
          .as("JNA for Linux only, and its licences")
          .contains(
              "com/sun/jna/linux-x86-64/libjnidispatch.so",
              "com/sun/jna/linux-aarch64/libjnidispatch.so",
              "META-INF/AL2.0",
              "META-INF/LGPL2.1")
          .noneMatch(name -> name.matches(".*/[^/]+\\.(dll|jnilib|a)"));
      assertThat(jar.stream().map(entry -> entry.getName()))
          .as("SQLite for Linux only, and its driver's licences")
          .contains(
              "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so",
              "org/sqlite/native/Linux-Musl/aarch64/libsqlitejdbc.so",
              "META-INF/maven/org.xerial/sqlite-jdbc/LICENSE",
              "META-INF/maven/org.xerial/sqlite-jdbc/LICENSE.zentus")
          .noneMatch(name -> name.matches("org/sqlite/native/(Mac|Windows|FreeBSD)/.+"));
      String policies =
          new String(
              jar.getInputStream(
                      jar.getEntry("META-INF/services/io.jitpeers.eviction.EvictionPolicyProvider"))
                  .readAllBytes(),
              java.nio.charset.StandardCharsets.UTF_8);
      assertThat(policies).contains("IdlePolicyProvider", "VisitorsPolicyProvider");
    }
  }
}

package io.jitpeers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.quickstart.QuickStartJson;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The jar that README's first command runs. */
class ExecutableJarIT {
  private static final String JAR = System.getProperty("examples.jar");

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
      String policies =
          new String(
              jar.getInputStream(
                      jar.getEntry("META-INF/services/io.jitpeers.spi.EvictionPolicyProvider"))
                  .readAllBytes(),
              java.nio.charset.StandardCharsets.UTF_8);
      assertThat(policies).contains("IdlePolicyProvider", "VisitorsPolicyProvider");
    }
  }
}

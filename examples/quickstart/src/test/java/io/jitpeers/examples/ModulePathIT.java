package io.jitpeers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.RequiresLinux;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All modules resolve on the module path, and find each other's providers there. */
class ModulePathIT {
  private static final String MAIN = "io.jitpeers.examples.quickstart/io.jitpeers.examples.Main";

  private static String modulePath() throws Exception {
    String jars = Files.readString(Path.of(System.getProperty("runtime.class.path.file"))).strip();
    return System.getProperty("examples.classes") + File.pathSeparator + jars;
  }

  @Test
  void theVersionIsPrinted() throws Exception {
    JavaProcess process = JavaProcess.run("-p", modulePath(), "-m", MAIN, "--version");
    assertThat(process.exitCode()).as(process.toString()).isZero();
    assertThat(process.out())
        .containsExactly("JIT Peers " + System.getProperty("examples.version"));
  }

  @Test
  void everyProviderIsFound() throws Exception {
    JavaProcess process = JavaProcess.run("-p", modulePath(), "-m", MAIN, "plugin");
    assertThat(process.exitCode()).as(process.toString()).isZero();
    assertThat(process.lastLine()).isEqualTo("OK");
  }

  @Test
  void everyCommandOfTheJarIsThere() throws Exception {
    JavaProcess process = JavaProcess.run("-p", modulePath(), "-m", MAIN, "embedding");
    assertThat(process.exitCode()).as(process.toString()).isZero();
    assertThat(process.lastLine()).isEqualTo("OK");
  }

  /** JNA has no module descriptor, and brings native code: that is found on the module path too. */
  @Test
  @RequiresLinux
  void theKernelIsAsked() throws Exception {
    JavaProcess process =
        JavaProcess.run("-p", modulePath(), "-m", MAIN, "peers", "--interface", "jit-no-such");
    assertThat(process.exitCode()).as(process.toString()).isEqualTo(1);
    assertThat(process.toString()).contains("reading the WireGuard device jit-no-such");
  }

  /** SQLite brings native code, too. */
  @Test
  void aDatabaseIsMade(@TempDir Path folder) throws Exception {
    JavaProcess process =
        JavaProcess.run(
            "-p",
            modulePath(),
            "-m",
            MAIN,
            "control-plane",
            "peer",
            "add",
            "--database=" + folder.resolve("peers.db"),
            "8NPujOX8SaVk5VBOwuT/vomZzLsL7T8pS1HcKoH+/vg=",
            "--allowed-ip=10.1.2.3");
    assertThat(process.exitCode()).as(process.toString()).isZero();
    assertThat(process.lastLine()).startsWith("added ");
  }

  /** With libpcap or without it, which is then what is said. */
  @Test
  void libpcapIsAsked(@TempDir Path folder) throws Exception {
    Path key = folder.resolve("key");
    Files.writeString(key, "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eH0A=");
    JavaProcess process =
        JavaProcess.run(
            "-p",
            modulePath(),
            "-m",
            MAIN,
            "identify",
            "--capture=no-such.pcap",
            "--port=51820",
            "--private-key-file=" + key);
    assertThat(process.exitCode()).as(process.toString()).isEqualTo(1);
    assertThat(process.toString()).contains("identify: reading the capture file no-such.pcap: ");
  }
}

package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs the tests of the native code, and a program, on a JVM for aarch64. QEMU emulates the
 * processor; the kernel is that of this machine.
 */
@Tag("aarch64")
@Timeout(7200)
class Aarch64IT {
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));
  private static final List<String> MODULES =
      List.of("jit-linux", "jit-netlink", "jit-pcap", "jit-core", "jit-testkit");

  /**
   * The tests that are left out. The emulator of a process has no generic netlink
   * (EPROTONOSUPPORT), and copies a process that starts another one, with all its memory. Tests
   * with many inputs take long, and depend on no processor.
   */
  private static final String LEFT_OUT =
      "(KernelNetlinkSocket|KernelFamilies|ClaimHolder|NativeAccessProcess|NativeEntries"
          + "|ForeignSystem|\\w*Fuzz|\\w*Allocation)Test\\]|refusesAPipe";

  private static final String OWN_JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static Path folder;
  private static String java;

  @BeforeAll
  static void prepare() throws Exception {
    folder = Files.createDirectories(Path.of(System.getProperty("packaging.folder"), "aarch64"));
    assumeTrue(
        Machine.isDebianWithRoot() || Machine.isCi(),
        "NOT TESTED: aarch64, which needs Debian and root");
    Path prepared = folder.resolve("java.log");
    String script = ROOT.resolve("packaging-tests/src/platforms/aarch64").toString();
    String target = folder.toString();
    String output =
        Command.run(ROOT, prepared, Duration.ofMinutes(30), List.of(script, target)).succeeded();
    java = output.lines().reduce((first, last) -> last).orElseThrow();
  }

  private static String run(String log, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(java, "-Xmx1g"));
    command.addAll(arguments);
    return Command.run(ROOT, folder.resolve(log), Duration.ofHours(1), command).succeeded();
  }

  @Test
  void itIsAnotherProcessor() throws Exception {
    assertThat(run("version.log", List.of("-XshowSettings:properties", "-version")))
        .contains("os.arch = aarch64");
  }

  @Test
  void theTestsOfTheNativeCodePass() throws Exception {
    String modules =
        MODULES.stream()
            .map(module -> ROOT.resolve(module).resolve("target"))
            .flatMap(target -> Stream.of("test-classes", "classes").map(target::resolve))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    String output =
        run(
            "tests.log",
            List.of(
                "-XX:+EnableDynamicAgentLoading",
                "-Dlogback.configurationFile="
                    + ROOT.resolve("jit-pcap/target/test-classes/logback-test.xml"),
                "-cp",
                modules + File.pathSeparator + System.getProperty("java.class.path"),
                ModuleTests.class.getName(),
                LEFT_OUT,
                "io.jitpeers.linux",
                "io.jitpeers.netlink.internal",
                "io.jitpeers.pcap.internal"));
    assertThat(output).contains("PASSED ");
  }

  /** The program reads a capture with libpcap, and opens what recorded clients sent. */
  @Test
  void theProgramIdentifiesTheSameClientsAsOnThisProcessor() throws Exception {
    Path fixtures = ROOT.resolve("jit-pcap/src/test/resources/fixtures");
    String description = Files.readString(fixtures.resolve("ethernet.json"));
    Matcher key = Pattern.compile("\"gateway_private_key\":\"([^\"]+)\"").matcher(description);
    assertThat(key.find()).isTrue();
    List<String> arguments =
        List.of(
            "-jar",
            ROOT.resolve("examples/target/jit-examples.jar").toString(),
            "identify",
            "--json",
            "--port",
            "51820",
            "--capture",
            fixtures.resolve("ethernet.pcap").toString(),
            "--private-key-file",
            Files.writeString(folder.resolve("key"), key.group(1)).toString());
    List<String> own = new ArrayList<>(List.of(OWN_JAVA));
    own.addAll(arguments);
    String here =
        Command.run(ROOT, folder.resolve("here.log"), Duration.ofMinutes(5), own).succeeded();
    List<String> clients = here.lines().filter(line -> line.startsWith("{")).toList();
    assertThat(clients).hasSizeGreaterThanOrEqualTo(8);
    assertThat(run("identify.log", arguments).lines().filter(line -> line.startsWith("{")))
        .containsExactlyElementsOf(clients);
  }
}

package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.Await;
import java.io.File;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the libraries work in each form in which an application can be packaged. */
@Timeout(1200)
@EnabledOnOs(OS.LINUX)
class ProjectsIT {
  private static final String PROVISIONED =
      "http: PROBATION peer installed, initiation of 148 bytes passed on";

  private static final Projects projects = new Projects();

  @BeforeAll
  static void build() throws Exception {
    projects.build();
  }

  /**
   * Checks that each provider is found, and that the native code works too: the kernel and libpcap
   * are called.
   */
  private static void assertThatEachPartWorks(String output) {
    assertThat(output).contains(PROVISIONED);
    assertThat(output).contains(PROVISIONED.replace("http", "crypto"));
    assertThat(output).contains("netlink: reading the WireGuard device jit-no-such: ");
    assertThat(output).contains("pcap: reading the capture file no-such.pcap: ");
  }

  @Test
  void aShadedJarRuns() throws Exception {
    assertThatEachPartWorks(projects.run("shaded", "java", "-jar", "target/gateway.jar"));
  }

  @Test
  void aShadedJarRunsWithItsClassDataArchive() throws Exception {
    projects.run("shaded", Runtime.version().feature() < 25 ? "./archive-17" : "./archive-25");

    assertThatEachPartWorks(projects.run("shaded", "./run"));
    String classes =
        projects.run(
            "shaded",
            "java",
            "-Xshare:on",
            "-XX:SharedArchiveFile=target/gateway.jsa",
            "-Xlog:class+load",
            "-jar",
            "target/gateway.jar");
    assertThat(classes).contains("gateway.Main source: shared objects file");
  }

  /** Shows why the shaded jar must not contain signature files. */
  @Test
  void aShadedJarWithSignatureFilesIsRefused() throws Exception {
    Path jar = copyOfTheShadedJar("signed.jar");
    try (FileSystem signed = FileSystems.newFileSystem(module("bcprov-"));
        FileSystem target = FileSystems.newFileSystem(jar);
        Stream<Path> files = Files.list(signed.getPath("META-INF"))) {
      List<Path> signature =
          files.filter(file -> file.toString().matches(".*\\.(SF|RSA|DSA)")).toList();
      assertThat(signature).hasSize(2);
      for (Path file : signature) {
        Files.copy(file, target.getPath(file.toString()));
      }
    }

    assertThat(projects.result("shaded", "java", "-jar", jar.toString()).output())
        .contains("Invalid signature file digest for Manifest main attributes");
  }

  /** Shows why the shaded jar must contain merged service files. */
  @Test
  void aShadedJarWhoseServicesAreNotMergedLacksProviders() throws Exception {
    Path jar = copyOfTheShadedJar("not-merged.jar");
    String services = "META-INF/services/io.jitpeers.spi.PeerStoreProvider";
    try (FileSystem core = FileSystems.newFileSystem(module("jit-core-"));
        FileSystem target = FileSystems.newFileSystem(jar)) {
      Files.copy(
          core.getPath(services), target.getPath(services), StandardCopyOption.REPLACE_EXISTING);
    }

    assertThat(projects.result("shaded", "java", "-jar", jar.toString()).output())
        .contains(PROVISIONED)
        .containsPattern("no peer-store .*netlink.*ServicesResourceTransformer");
  }

  private static Path copyOfTheShadedJar(String name) throws Exception {
    Path copy = projects.file("shaded", "target/" + name);
    Path jar = projects.file("shaded", "target/gateway.jar");
    return Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path module(String prefix) throws Exception {
    try (Stream<Path> jars = Files.list(projects.file("application", "target/modules"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void anApplicationOnTheModulePathRuns() throws Exception {
    assertThatEachPartWorks(projects.run("application", "./run"));
  }

  @Test
  void anImageOfJlinkRuns() throws Exception {
    projects.run("application", "rm", "-rf", "target/image");
    projects.run("application", "./link");

    assertThatEachPartWorks(projects.run("application", "target/image/bin/gateway"));
    String modules = projects.run("application", "target/image/bin/java", "--list-modules");
    assertThat(modules)
        .contains("io.jitpeers.core@", "io.jitpeers.http@", "io.jitpeers.netlink@", "com.sun.jna@")
        .doesNotContain("java.management", "jdk.compiler");
  }

  /** Uses the versions of SLF4J, Caffeine, Jackson and Micrometer that Boot manages. */
  @ParameterizedTest
  @CsvSource({"boot-3, 3.5.", "boot-4, 4.0."})
  void aSpringBootJarRuns(String project, String version) throws Exception {
    String output = projects.run(project, "java", "-jar", "target/gateway.jar");

    assertThat(output)
        .contains("Spring Boot " + version)
        .contains(PROVISIONED)
        .contains("resident: 1.0");
  }

  /**
   * The applications' own tests have run in the build: a client over UDP, the repository, the
   * actuator. Maven's Enforcer checked that the versions converge.
   */
  @ParameterizedTest
  @ValueSource(strings = {"spring-3", "spring-4"})
  void aSpringBootApplicationWithTheStarterServesClients(String project) throws Exception {
    Path reports = projects.file(project, "target/surefire-reports");

    assertThat(Files.readString(reports.resolve("gateway.FirstPeerTest.txt")))
        .contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
  }

  /** A native image starts with the same code, which runs on a JVM here. */
  @ParameterizedTest
  @ValueSource(strings = {"spring-3", "spring-4"})
  void aSpringBootApplicationProcessedAheadOfTimeInstallsAPeer(String project) throws Exception {
    try (SpringProcess gateway = SpringProcess.startAheadOfTime(projects.file(project, "."))) {
      String key = gateway.connectClient().toBase64();

      Await.until("the peer is resident", () -> gateway.actuator("jitpeers").contains(key));
      assertThat(gateway.output()).contains("Starting AOT-processed GatewayApplication");
    }
  }

  /** What Spring calls by reflection, Boot itself finds and adds to the application's metadata. */
  @ParameterizedTest
  @CsvSource({"spring-3, reflect-config.json", "spring-4, reachability-metadata.json"})
  void theMetadataOfASpringBootApplicationNamesTheEndpoint(String project, String file)
      throws Exception {
    Path folder = Path.of("target/spring-aot/main/resources/META-INF/native-image/com.example");
    Path metadata = projects.file(project, folder.resolve(project).resolve(file).toString());

    assertThat(Files.readString(metadata))
        .contains("\"io.jitpeers.spring.JitPeersEndpoint\"")
        .contains("\"snapshot\"", "\"peer\"", "\"command\"")
        .contains("\"io.jitpeers.spring.JitFailureAnalyzer\"");
  }

  /** No test machine has the interface, so the parts are found and the failure is explained. */
  @ParameterizedTest
  @ValueSource(strings = {"spring-3", "spring-4"})
  void aSpringBootApplicationSaysWhyItCannotStart(String project) throws Exception {
    Command.Result result =
        projects.result(
            project,
            "env",
            "JIT_PEERSTORE_NETLINK_INTERFACE=jit-no-such",
            "JIT_GATEWAY_SERVICE_HOST=10.0.0.1",
            "java",
            "--enable-native-access=ALL-UNNAMED",
            "-jar",
            "target/gateway.jar",
            "--spring.config.location=file:../spring/kernel.yml",
            "--server.port=0");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .contains("APPLICATION FAILED TO START")
        .contains("The WireGuard gateway cannot start: ")
        .contains("jit-no-such")
        .contains("jit.enabled=false");
  }

  /**
   * The projects are the files of plug-in.md and control-plane.md in docs/tutorials, which
   * TutorialDocumentTest compares.
   */
  @ParameterizedTest
  @CsvSource({
    "tutorial-plugin, files.SettingsTest",
    "tutorial-plugin, files.FileConfigSourceTest",
    "tutorial-control-plane, control.PeerControllerTest",
    "tutorial-control-plane, control.GatewayContractTest"
  })
  void aTutorialEndsInPassedTests(String project, String test) throws Exception {
    Path report = projects.file(project, "target/surefire-reports/" + test + ".txt");

    assertThat(Files.readString(report))
        .containsPattern("Tests run: [1-9]\\d*, Failures: 0, Errors: 0, Skipped: 0");
  }

  @Test
  void theControlPlaneOfTheTutorialStarts() throws Exception {
    String page =
        Files.readString(
            Path.of(System.getProperty("packaging.root"), "docs/tutorials/control-plane.md"));
    Matcher command =
        Pattern.compile("<!-- run by ProjectsIT, control-plane -->\\n```sh\\n(.*)\\n```")
            .matcher(page);
    assertThat(command.find()).isTrue();
    Path log = projects.file("tutorial-control-plane", "target/run.log");
    Process process =
        new ProcessBuilder("bash", "-c", "exec env " + command.group(1) + " --server.port=0")
            .directory(projects.file("tutorial-control-plane", "").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Await.until(
          "the control plane has started",
          () -> Files.readString(log).contains("Started ControlPlane") || !process.isAlive());
      assertThat(Files.readString(log)).contains("Started ControlPlane");
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }

  /** Maven's Enforcer checked the versions and scopes when the project was built. */
  @Test
  void anEmbedderCompilesAgainstTheApiOnly() throws Exception {
    assertThat(artifacts("compile-class-path"))
        .containsExactlyInAnyOrder(
            "jit-core",
            "jit-crypto",
            "jit-fleet",
            "jit-http-pull",
            "jit-micrometer",
            "jit-netlink",
            "jit-pcap",
            "jit-replay-sqlite",
            "jspecify",
            "micrometer-commons",
            "micrometer-core",
            "micrometer-observation",
            "slf4j-api");
    assertThat(artifacts("runtime-class-path"))
        .contains(
            "guava",
            "caffeine",
            "bcprov-jdk18on",
            "jackson-core",
            "jna-jpms",
            "sqlite-jdbc",
            "lettuce-core")
        .doesNotContain("error_prone_annotations", "j2objc-annotations", "listenablefuture");
    String classPath =
        "target/classes"
            + File.pathSeparator
            + Files.readString(projects.file("embedder", "target/runtime-class-path"));

    assertThat(projects.run("embedder", "java", "-cp", classPath, "embedder.Embedder"))
        .contains("running: true", "prefix: 10.1.0.0/16", "meters: 0.0", "parts: 5");
  }

  private static List<String> artifacts(String file) throws Exception {
    String classPath = Files.readString(projects.file("embedder", "target/" + file));
    return Stream.of(classPath.strip().split(File.pathSeparator))
        .map(jar -> Path.of(jar).getParent().getParent().getFileName().toString())
        .toList();
  }
}

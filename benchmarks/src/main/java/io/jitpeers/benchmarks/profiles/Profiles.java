package io.jitpeers.benchmarks.profiles;

import io.jitpeers.benchmarks.programs.ForkedJvm;
import io.jitpeers.benchmarks.programs.Program;
import io.jitpeers.benchmarks.sections.FilledControlPlane;
import io.jitpeers.benchmarks.sections.HttpClientMain;
import io.jitpeers.benchmarks.sections.PacedHttpClientMain;
import io.jitpeers.benchmarks.sections.ProvisionMain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All profiles. There is at least one for each performance target that is not reached. */
public final class Profiles {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int PEERS = 20_000;

  private final Path jar;

  private Profiles(Path jar) {
    this.jar = jar;
  }

  /**
   * Returns all profiles, in the order in which they are made and shown.
   *
   * @param root the repository, with its jars built
   */
  public static List<Profile> all(Path root) {
    Profiles profiles = new Profiles(root.resolve("examples/target/jit-examples.jar"));
    List<Profile> all = new ArrayList<>(profiles.onThisKernel());
    all.addAll(KernelProfiles.all());
    return List.copyOf(all);
  }

  private List<Profile> onThisKernel() {
    return List.of(
        new Profile(
            "open-known-key",
            "Initiations of a known key are opened, with Conscrypt.",
            Event.CPU,
            Profiles::openKnownKey),
        new Profile(
            "pipeline",
            "Peers are provisioned in memory, on two cores, with OpenSSL.",
            Event.CPU,
            Profiles::provision),
        new Profile(
            "http-full",
            "The client of 32 lookups at a time at the reference control plane.",
            Event.CPU,
            this::lookUp),
        new Profile(
            "http-full-allocation", "The same: what it allocates.", Event.ALLOCATION, this::lookUp),
        new Profile(
            "http-paced",
            "The client of 1,000 lookups a second at the reference control plane.",
            Event.CPU,
            this::lookUpPaced),
        new Profile(
            "version",
            "The program `jit-examples.jar --version`, from its start to its end, 20 times.",
            Event.CPU,
            this::version));
  }

  private static void openKnownKey(Recorder recorder) throws Exception {
    run(recorder, List.of("-Xmx1g"), OpenKnownKeyMain.class, "200000", "400000");
  }

  private static void provision(Recorder recorder) throws Exception {
    run(
        recorder,
        List.of("-Xms1g", "-Xmx1g"),
        ProvisionMain.class,
        "2",
        Integer.toString(PEERS),
        "5",
        "10");
  }

  private void lookUp(Recorder recorder) throws Exception {
    try (FilledControlPlane controlPlane = controlPlane(recorder)) {
      run(
          recorder,
          List.of("-Xmx1g"),
          HttpClientMain.class,
          controlPlane.uri().toString(),
          controlPlane.keys().toString(),
          "32",
          "5",
          "7");
    }
  }

  private void lookUpPaced(Recorder recorder) throws Exception {
    try (FilledControlPlane controlPlane = controlPlane(recorder)) {
      run(
          recorder,
          List.of("-Xmx1g"),
          PacedHttpClientMain.class,
          controlPlane.uri().toString(),
          controlPlane.keys().toString(),
          "1000",
          "5000",
          "3",
          "4");
    }
  }

  private FilledControlPlane controlPlane(Recorder recorder) throws Exception {
    List<String> examples = List.of(ForkedJvm.java(), "-jar", jar.toString());
    return FilledControlPlane.start(examples, recorder.folder(), PEERS);
  }

  private void version(Recorder recorder) throws Exception {
    List<String> command = new ArrayList<>(List.of(ForkedJvm.java()));
    command.addAll(recorder.wholeOptions());
    command.addAll(List.of("-jar", jar.toString(), "--version"));
    for (int i = 0; i < 20; i++) {
      String unused = Program.run(command, PATIENCE);
    }
  }

  private static void run(
      Recorder recorder, List<String> options, Class<?> main, String... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(options);
    all.addAll(recorder.partOptions());
    List<String> unused = ForkedJvm.with(all.toArray(String[]::new)).run(PATIENCE, main, arguments);
  }
}

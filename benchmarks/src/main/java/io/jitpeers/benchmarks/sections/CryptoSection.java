package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.CaptureFileBenchmark;
import io.jitpeers.benchmarks.FrameRejectBenchmark;
import io.jitpeers.benchmarks.Mac1RejectBenchmark;
import io.jitpeers.benchmarks.OpenInitiationBenchmark;
import io.jitpeers.benchmarks.X25519Implementations;
import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.sections.JmhRuns.Plan;
import io.jitpeers.benchmarks.sections.JmhRuns.Rounds;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Measures how long it takes to open initiations and to refuse floods. The yardsticks are X25519
 * alone, wireguard-go opening initiations, and tcpdump copying a flood.
 */
public final class CryptoSection implements Section {
  private static final String NAME = "crypto";
  private static final int OPENSSL_ROUNDS = 3;
  private static final String BATCH = "256";

  private final Function<Effort, Plan> plans;
  private final boolean programs;

  /** Creates the section. */
  public CryptoSection() {
    this(Plan::of, true);
  }

  /**
   * Creates a section.
   *
   * @param plans how long benchmarks run
   * @param programs whether to measure openssl, wireguard-go, tcpdump and capture files too
   */
  CryptoSection(Function<Effort, Plan> plans, boolean programs) {
    this.plans = plans;
    this.programs = programs;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "opens initiations and refuses garbage, time and allocation of one datagram";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    Run run = new Run(new JmhRuns(plans.apply(effort)), figures);
    opening(run, effort, figures);
    refusing(run);
  }

  private void opening(Run run, Effort effort, Consumer<Figure> figures) throws Exception {
    if (programs) {
      figures.accept(
          Figure.of(
              "crypto.x25519.openssl",
              NAME,
              "X25519, OpenSSL",
              "ns/op",
              Better.LOWER,
              OpenSslSpeed.nanoseconds(OPENSSL_ROUNDS)));
      String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
      wireGuardGo(WireGuardGo.find(path, WireGuardGo.DEBIAN), effort, figures);
    }
    opening(run, X25519Implementations.BOUNCY_CASTLE, "Bouncy Castle", ".bouncycastle", "");
    if (programs) {
      opening(run, X25519Implementations.LIBCRYPTO, "libcrypto", ".libcrypto", ".libcrypto");
      opening(run, X25519Implementations.CONSCRYPT, "Conscrypt", ".conscrypt", ".conscrypt");
    }
  }

  /** Measures wireguard-go, or warns that it is left out. */
  @SuppressWarnings("SystemOut")
  static void wireGuardGo(
      Optional<WireGuardGo> wireGuardGo, Effort effort, Consumer<Figure> figures)
      throws IOException, InterruptedException {
    if (wireGuardGo.isPresent()) {
      wireGuardGo.get().report(WireGuardGo.Plan.of(effort), NAME, figures);
    } else {
      System.err.println(
          "WARNING: Go or wireguard-go's sources are not installed (Debian's packages golang-go and"
              + " golang-golang.zx2c4-wireguard-dev), so wireguard-go's figures are left out.");
    }
  }

  private void opening(Run run, String name, String title, String bare, String suffix)
      throws Exception {
    Map<String, String> parameters = Map.of("x25519", name);
    String by = suffix.isEmpty() ? "" : ", " + title;
    run.measure(
        OpenInitiationBenchmark.class,
        "bareX25519",
        parameters,
        "crypto.x25519" + bare,
        "X25519, " + title,
        programs ? "crypto.x25519.openssl" : "");
    run.measure(
        OpenInitiationBenchmark.class,
        "knownKey",
        parameters,
        "crypto.open.known" + suffix,
        "open an initiation of a known key" + by,
        "crypto.x25519" + bare);
    run.measure(
        OpenInitiationBenchmark.class,
        "newKey",
        parameters,
        "crypto.open.new" + suffix,
        "open an initiation of a new key" + by,
        "crypto.x25519" + bare);
  }

  private void refusing(Run run) throws Exception {
    run.measure(
        Mac1RejectBenchmark.class,
        "oneByOne",
        "crypto.mac1.single",
        "refuse by MAC1, one by one",
        "");
    run.measure(
        Mac1RejectBenchmark.class,
        "together",
        "crypto.mac1.batch",
        "refuse by MAC1, 256 together",
        "crypto.mac1.single");
    if (programs) {
      run.measure(
          CaptureFileBenchmark.class,
          "tcpdump",
          "crypto.file.tcpdump",
          "copy a frame of a capture file, tcpdump",
          "");
      run.measure(
          CaptureFileBenchmark.class,
          "jitPeers",
          "crypto.file.reject",
          "refuse a frame of a capture file",
          "crypto.file.tcpdump");
    }
    run.measure(
        FrameRejectBenchmark.class,
        "decodeAndReject",
        "crypto.frame.reject",
        "decode a frame in memory and refuse it",
        programs ? "crypto.file.tcpdump" : "");
  }

  private record Run(JmhRuns jmh, Consumer<Figure> figures) {
    void measure(Class<?> benchmark, String method, String id, String title, String yardstick)
        throws Exception {
      Map<String, String> parameters = method.equals("together") ? Map.of("size", BATCH) : Map.of();
      measure(benchmark, method, parameters, id, title, yardstick);
    }

    void measure(
        Class<?> benchmark,
        String method,
        Map<String, String> parameters,
        String id,
        String title,
        String yardstick)
        throws Exception {
      Rounds rounds = jmh.run(benchmark, method, parameters);
      figures.accept(
          new Figure(
              id,
              NAME,
              title,
              "ns/op",
              Better.LOWER,
              rounds.times(),
              yardstick.isEmpty() ? Optional.empty() : Optional.of(yardstick)));
      // The allocation of other programs is not measured.
      List<Double> bytes = rounds.bytes();
      if (!method.equals("tcpdump") && !bytes.isEmpty()) {
        figures.accept(
            Figure.of(id + ".allocated", NAME, title + ", allocated", "B/op", Better.LOWER, bytes));
      }
    }
  }
}

package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.X25519Implementations;
import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.programs.ForkedJvm;
import io.jitpeers.benchmarks.programs.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures the whole pipeline in memory, from an offered datagram to an installed peer. The
 * yardstick is the time for only opening the same initiations. Both use OpenSSL's X25519, like the
 * gateway program. Both are measured on one processor and on two.
 */
public final class PipelineSection implements Section {
  private static final String NAME = "pipeline";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Creates the section. */
  public PipelineSection() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "provisions clients that it has never heard of, in memory";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    boolean full = effort == Effort.FULL;
    String[] sizes = full ? new String[] {"20000", "3", "7"} : new String[] {"4000", "3", "3"};
    measure(1, "0", sizes, figures);
    if (Runtime.getRuntime().availableProcessors() > 1) {
      measure(2, "0,1", sizes, figures);
    }
  }

  private static void measure(
      int cores, String processors, String[] sizes, Consumer<Figure> figures) throws Exception {
    List<String> lines =
        ForkedJvm.with("-Xms1g", "-Xmx1g")
            .onProcessors(processors)
            .run(
                PATIENCE,
                PipelineMain.class,
                Integer.toString(cores),
                sizes[0],
                sizes[1],
                sizes[2],
                X25519Implementations.LIBCRYPTO);
    report(cores, Samples.parse(lines), figures);
  }

  static void report(int cores, Map<String, List<Double>> samples, Consumer<Figure> figures) {
    String id = NAME + "." + cores + "core.";
    String on = cores == 1 ? ", one core" : ", two cores";
    figures.accept(rate(id + "open", "open initiations" + on, Samples.of(samples, "open")));
    figures.accept(
        rate(id + "installed", "provision peers" + on, Samples.of(samples, "installed"))
            .against(id + "open"));
    latency(id + "first-packet.", "first packet alone", "", on, samples, figures);
    figures.accept(
        rate(id + "recorded", "provision recorded peers" + on, Samples.of(samples, "recorded"))
            .against(id + "installed"));
    latency(id + "recorded.", "first packet, recorded peer", "recorded-", on, samples, figures);
  }

  private static void latency(
      String id,
      String title,
      String prefix,
      String on,
      Map<String, List<Double>> samples,
      Consumer<Figure> figures) {
    figures.accept(time(id + "p50", title + ", median" + on, samples, prefix + "p50"));
    figures.accept(time(id + "p99", title + ", p99" + on, samples, prefix + "p99"));
  }

  private static Figure rate(String id, String title, List<Double> rounds) {
    return Figure.of(id, NAME, title, "/s", Better.HIGHER, rounds);
  }

  private static Figure time(
      String id, String title, Map<String, List<Double>> samples, String name) {
    return Figure.of(id, NAME, title, "µs", Better.LOWER, Samples.of(samples, name));
  }
}

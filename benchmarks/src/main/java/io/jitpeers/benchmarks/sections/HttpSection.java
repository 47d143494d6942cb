package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.programs.ForkedJvm;
import io.jitpeers.benchmarks.programs.Program;
import io.jitpeers.benchmarks.programs.Samples;
import io.jitpeers.benchmarks.programs.Server;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Measures lookups over HTTP at the reference control plane, with a database of several thousand
 * peers. The yardstick is the same client with a server whose answer is constant. Client, control
 * plane and server run on this machine, each in its own process.
 */
public final class HttpSection implements Section {
  private static final String NAME = "http";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String AT_ONCE = "32";

  /**
   * An option of the reference control plane. Without it the second part of an answer is delayed by
   * 40 ms.
   */
  private static final String NO_DELAY = "-Dsun.net.httpserver.nodelay=true";

  private final List<String> examples;

  /**
   * Creates the section.
   *
   * @param examples the command that runs the examples, without its arguments
   */
  public HttpSection(List<String> examples) {
    this.examples = List.copyOf(examples);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "looks peers up at the reference control plane, 32 at a time";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    boolean full = effort == Effort.FULL;
    run(full ? 20_000 : 4_000, full ? 4 : 5, full ? 7 : 3, figures);
  }

  void run(int peers, int warmUps, int rounds, Consumer<Figure> figures) throws Exception {
    Path folder = Files.createTempDirectory("jit-benchmark");
    Path database = folder.resolve("peers.db");
    try {
      Path keys = folder.resolve("keys");
      Client client = new Client(keys, warmUps, rounds, figures);
      Files.write(keys, Collections.nCopies(peers, base64(0)));
      try (Server server =
          Server.start(ForkedJvm.with(NO_DELAY).command(ConstantServerMain.class, document(0)))) {
        client.measure(server, "constant", "lookups, a server with one answer", false);
      }
      fill(database, folder.resolve("peers.json"), keys, peers);
      try (Server server =
          Server.start(
              examples("control-plane", "--listen=127.0.0.1:0", "--database=" + database))) {
        client.measure(server, "control-plane", "lookups, the reference control plane", true);
      }
    } finally {
      delete(folder);
    }
  }

  private void fill(Path database, Path documents, Path keys, int peers)
      throws IOException, InterruptedException {
    Files.write(documents, IntStream.range(0, peers).mapToObj(HttpSection::document).toList());
    Files.write(keys, IntStream.range(0, peers).mapToObj(HttpSection::base64).toList());
    String unused =
        Program.run(
            examples(
                "control-plane", "peer", "import", "--database=" + database, documents.toString()),
            PATIENCE);
  }

  private List<String> examples(String... arguments) {
    List<String> command = new ArrayList<>(examples);
    command.addAll(List.of(arguments));
    return command;
  }

  private static String base64(int number) {
    return SyntheticPeers.key(number).toBase64();
  }

  private static String document(int number) {
    PublicKey key = SyntheticPeers.key(number);
    return "{\"version\":1,\"public_key\":\"%s\",\"allowed_ips\":[\"%s\"]}"
        .formatted(key.toBase64(), SyntheticPeers.allowedIp(number));
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private record Client(Path keys, int warmUps, int rounds, Consumer<Figure> figures) {
    void measure(Server server, String name, String title, boolean related) throws Exception {
      Map<String, List<Double>> samples =
          Samples.parse(
              ForkedJvm.with("-Xmx1g")
                  .run(
                      PATIENCE,
                      HttpClientMain.class,
                      server.uri().toString(),
                      keys.toString(),
                      AT_ONCE,
                      Integer.toString(warmUps),
                      Integer.toString(rounds)));
      Figure rate =
          Figure.of(
              NAME + "." + name + ".rate",
              NAME,
              title,
              "/s",
              Better.HIGHER,
              Samples.of(samples, "rate"));
      Figure high =
          Figure.of(
              NAME + "." + name + ".p99",
              NAME,
              title + ", p99",
              "ms",
              Better.LOWER,
              Samples.of(samples, "p99"));
      figures.accept(related ? rate.against("http.constant.rate") : rate);
      figures.accept(related ? high.against("http.constant.p99") : high);
    }
  }
}

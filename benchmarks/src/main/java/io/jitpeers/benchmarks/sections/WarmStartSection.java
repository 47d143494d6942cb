package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.programs.Folders;
import io.jitpeers.benchmarks.programs.ForkedJvm;
import io.jitpeers.benchmarks.programs.Program;
import io.jitpeers.benchmarks.programs.Server;
import io.jitpeers.options.StartOptions;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Measures how long the first client of a new gateway process waits for its reply, compared with
 * later clients. The packets are sent over UDP on this machine. Configs come from memory or from
 * the reference control plane. The gateway starts with or without warm-up. Each round uses a new
 * gateway process.
 *
 * <p>The first client comes after a pause. A pause alone costs time, because threads sleep and
 * caches are filled with other data. So the first client is compared with the next clients, each of
 * which also comes after a pause. Further figures show how long a client waits at a gateway that
 * has served thousands of clients. They are measured without pauses between clients, and with
 * pauses.
 */
public final class WarmStartSection implements Section {
  private static final String NAME = "warm-start";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int REPLY_MILLIS = 20_000;

  /**
   * The number of clients without a pause. It is more than the JVM needs to compile the hot code.
   */
  private static final int CLIENTS = 3_000;

  /**
   * How many of the clients without a pause ({@link #CLIENTS}) are left out of the figures. These
   * clients come first, while the JVM is still compiling.
   */
  private static final int NOT_WARM_YET = 2_000;

  /**
   * The number of clients that follow the first client, each after a pause. Then come the clients
   * without a pause ({@link #CLIENTS}), and then {@code ALONE} more clients, each after a pause.
   */
  private static final int ALONE = 15;

  private static final long ALONE_MILLIS = 200;

  private final List<String> examples;

  /**
   * Creates the section.
   *
   * @param examples the command that runs the examples, without its arguments
   */
  public WarmStartSection(List<String> examples) {
    this.examples = List.copyOf(examples);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "times the first reply of the first client after a start, beside later ones";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    int rounds = effort == Effort.FULL ? 7 : 3;
    run(CLIENTS, NOT_WARM_YET, ALONE, rounds, figures);
  }

  void run(int clients, int notWarmYet, int alone, int rounds, Consumer<Figure> figures)
      throws Exception {
    Traffic traffic = Traffic.of(1 + alone + clients + alone);
    Trial memory = new Trial(traffic, notWarmYet, alone, List.of());
    memory.report("memory", "configs from memory", rounds, figures);
    Path folder = Files.createTempDirectory("jit-benchmark");
    try (Server controlPlane = controlPlane(folder, traffic)) {
      Trial http = new Trial(traffic, notWarmYet, alone, List.of(controlPlane.uri().toString()));
      http.report("http", "configs over HTTP", rounds, figures);
    } finally {
      Folders.delete(folder);
    }
  }

  private Server controlPlane(Path folder, Traffic traffic)
      throws IOException, InterruptedException {
    Path database = folder.resolve("peers.db");
    Path documents = folder.resolve("peers.json");
    Files.write(
        documents,
        traffic.configs().values().stream()
            .map(
                config ->
                    "{\"version\":1,\"public_key\":\"%s\",\"allowed_ips\":[\"%s\"]}"
                        .formatted(config.publicKey().toBase64(), config.allowedIps().get(0)))
            .toList());
    String unused =
        Program.run(
            examples(
                "control-plane", "peer", "import", "--database=" + database, documents.toString()),
            PATIENCE);
    return Server.start(
        examples("control-plane", "--listen=127.0.0.1:0", "--database=" + database));
  }

  private List<String> examples(String... arguments) {
    List<String> command = new ArrayList<>(examples);
    command.addAll(List.of(arguments));
    return command;
  }

  /** Measures gateways that get configs from one source, with and without warm-up. */
  private record Trial(Traffic traffic, int notWarmYet, int alone, List<String> controlPlane) {
    void report(String kind, String title, int rounds, Consumer<Figure> figures) throws Exception {
      // The first run does not count. It warms this process, the control plane and the page cache.
      Replies unused = Replies.of(this, StartOptions.DEFAULT_WARM_UP);
      List<Replies> warm = new ArrayList<>();
      List<Replies> cold = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        warm.add(Replies.of(this, StartOptions.DEFAULT_WARM_UP));
        cold.add(Replies.of(this, Duration.ZERO));
      }
      String id = NAME + "." + kind + ".";
      String later = id + "later";
      String next = id + "next";
      figures.accept(figure(later, "a later reply, median, " + title, warm, Replies::medianMillis));
      figures.accept(
          figure(
                  id + "later-alone",
                  "the same, after a pause, " + title,
                  warm,
                  Replies::aloneMillis)
              .against(later));
      figures.accept(
          figure(next, "the next replies, after a pause, " + title, warm, Replies::nextMillis)
              .against(later));
      figures.accept(
          figure(id + "first", "the first reply, " + title, warm, Replies::firstMillis)
              .against(next));
      figures.accept(
          figure(id + "first-cold", "the same, not warmed up", cold, Replies::firstMillis)
              .against(next));
      figures.accept(figure(id + "start", "the start, " + title, warm, Replies::startMillis));
      figures.accept(
          figure(id + "start-cold", "the same, not warmed up", cold, Replies::startMillis));
    }

    private static Figure figure(
        String id, String title, List<Replies> rounds, ToDoubleFunction<Replies> value) {
      return Figure.of(
          id, NAME, title, "ms", Better.LOWER, rounds.stream().mapToDouble(value).boxed().toList());
    }
  }

  /** The times of one gateway's clients. */
  private record Replies(
      double startMillis,
      double firstMillis,
      double nextMillis,
      double medianMillis,
      double aloneMillis) {
    static Replies of(Trial trial, Duration warmUp) throws IOException {
      List<String> arguments = new ArrayList<>();
      arguments.add(Base64.getEncoder().encodeToString(trial.traffic().gateway().toBytes()));
      arguments.add(Long.toString(warmUp.toMillis()));
      arguments.addAll(trial.controlPlane());
      try (Server gateway =
              Server.start(
                  ForkedJvm.with()
                      .command(FirstClientMain.class, arguments.toArray(String[]::new)));
          DatagramSocket socket = new DatagramSocket()) {
        socket.setSoTimeout(REPLY_MILLIS);
        List<byte[]> initiations = trial.traffic().initiations();
        double[] millis = new double[initiations.size()];
        int next = 1 + trial.alone();
        int many = millis.length - trial.alone();
        for (int i = 0; i < millis.length; i++) {
          if (i < next || i >= many) {
            Pause.until(System.nanoTime() + ALONE_MILLIS * 1_000_000);
          }
          millis[i] = exchange(socket, gateway.uri(), initiations.get(i));
        }
        return new Replies(
            Double.parseDouble(gateway.uri().getQuery()),
            millis[0],
            median(Arrays.copyOfRange(millis, 1, next)),
            median(Arrays.copyOfRange(millis, next + trial.notWarmYet(), many)),
            median(Arrays.copyOfRange(millis, many, millis.length)));
      }
    }

    private static double median(double[] millis) {
      Arrays.sort(millis);
      return millis[millis.length / 2];
    }

    private static double exchange(DatagramSocket socket, URI gateway, byte[] initiation)
        throws IOException {
      DatagramPacket packet =
          new DatagramPacket(
              initiation,
              initiation.length,
              new InetSocketAddress(gateway.getHost(), gateway.getPort()));
      long start = System.nanoTime();
      socket.send(packet);
      socket.receive(new DatagramPacket(new byte[initiation.length], initiation.length));
      return (System.nanoTime() - start) / 1e6;
    }
  }
}

package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Program;
import io.jitpeers.benchmarks.programs.Server;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A process of the reference control plane, with a database of peers in a folder. */
public final class FilledControlPlane implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Server server;
  private final Path keys;

  private FilledControlPlane(Server server, Path keys) {
    this.server = server;
    this.keys = keys;
  }

  /**
   * Fills a database and starts a control plane with it.
   *
   * @param examples the command that runs the examples, without its arguments
   * @param folder an existing folder for the database and other files
   * @param peers the number of peers
   * @throws IOException if the control plane does not start
   * @throws InterruptedException if this thread is interrupted
   */
  public static FilledControlPlane start(List<String> examples, Path folder, int peers)
      throws IOException, InterruptedException {
    Path database = folder.resolve("peers.db");
    Path documents = folder.resolve("peers.json");
    Path keys = folder.resolve("keys");
    Files.write(
        documents, IntStream.range(0, peers).mapToObj(FilledControlPlane::document).toList());
    Files.write(keys, IntStream.range(0, peers).mapToObj(FilledControlPlane::base64).toList());
    String unused =
        Program.run(
            command(
                examples,
                "control-plane",
                "peer",
                "import",
                "--database=" + database,
                documents.toString()),
            PATIENCE);
    return new FilledControlPlane(
        Server.start(
            command(examples, "control-plane", "--listen=127.0.0.1:0", "--database=" + database)),
        keys);
  }

  private static List<String> command(List<String> examples, String... arguments) {
    List<String> command = new ArrayList<>(examples);
    command.addAll(List.of(arguments));
    return command;
  }

  /** Returns the public key of the peer with the given number, in base64. */
  static String base64(int number) {
    return SyntheticPeers.key(number).toBase64();
  }

  /** Returns the JSON document with the config of the peer with the given number. */
  static String document(int number) {
    PublicKey key = SyntheticPeers.key(number);
    return "{\"version\":1,\"public_key\":\"%s\",\"allowed_ips\":[\"%s\"]}"
        .formatted(key.toBase64(), SyntheticPeers.allowedIp(number));
  }

  /** Returns the URL on which the control plane listens. */
  public URI uri() {
    return server.uri();
  }

  /** Returns the file that lists the public keys of all peers, one key per line, in base64. */
  public Path keys() {
    return keys;
  }

  /** Returns the server, for measurements that take any server. */
  Server server() {
    return server;
  }

  /** Ends the control plane. The files stay. */
  @Override
  public void close() {
    server.close();
  }
}

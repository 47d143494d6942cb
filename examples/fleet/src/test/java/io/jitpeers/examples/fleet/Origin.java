package io.jitpeers.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.controlplane.ControlPlaneCommand;
import io.jitpeers.examples.controlplane.ControlPlaneServer.Requests;
import io.jitpeers.examples.controlplane.DatabaseServer;
import io.jitpeers.examples.controlplane.ServerOptions;
import io.jitpeers.examples.controlplane.SharedCaching;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The reference control plane behind the cache, which a test can stop and start again. */
final class Origin implements AutoCloseable {
  static final String TOKEN = "c2VjcmV0LXRva2VuLW9mLWdhdGV3YXlz";
  static final String PRESHARED_KEY = "PGePwFSWxkWoLwLR7hEssYH8rj7zM1FMsJbboCPP2Ik=";

  /** How long gateways, caches and caches that ask may use an answer, and on errors; in seconds. */
  record Times(int maxAge, int sMaxage, int whileRevalidating, int onError) {}

  private final Path database;
  private final Times times;
  private DatabaseServer server;
  private URI uri;
  private String token = TOKEN;

  Origin(Path folder, Times times, int peers) throws Exception {
    this.database = folder.resolve("peers.db");
    this.times = times;
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < peers; i++) {
      lines.append(document(i)).append('\n');
    }
    Path file = Files.writeString(folder.resolve("peers.jsonl"), lines);
    peer("import", file.toString());
    start(0);
  }

  static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(number * 0x9e3779b1).array());
  }

  static String allowedIp(int number) {
    return "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255) + "/32";
  }

  private static String document(int number) {
    return "{\"version\":1,\"public_key\":\""
        + key(number)
        + "\",\"allowed_ips\":[\""
        + allowedIp(number)
        + "\"],\"preshared_key\":\""
        + PRESHARED_KEY
        + "\"}";
  }

  private void start(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    SharedCaching shared = new SharedCaching(times.sMaxage, times.whileRevalidating);
    server =
        DatabaseServer.start(
            database, new ServerOptions(address, token, times.maxAge, times.onError, 30, shared));
    uri = server.server().uri();
  }

  /** Runs a command of an operator. */
  void peer(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of("peer", command, "--database=" + database));
    all.addAll(List.of(arguments));
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new ControlPlaneCommand())
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    assertThat(exitCode).as(err.toString()).isZero();
  }

  /** Assigns another address to a peer, which no other peer has. */
  void move(int number) {
    peer("add", key(number).toBase64(), "--allowed-ip=" + newAllowedIp(number));
  }

  static String newAllowedIp(int number) {
    return "11." + allowedIp(number).substring("10.".length());
  }

  URI uri() {
    return uri;
  }

  Requests requests() {
    return server.server().requests();
  }

  /** Returns how many lookups were answered since the last start, in whatever way. */
  long lookups() {
    Requests requests = requests();
    return requests.found() + requests.notModified() + requests.notFound() + requests.failed();
  }

  /** Stops to listen, and to answer. */
  void fail() {
    server.close();
  }

  /** Begins to answer again, at the same address. */
  void repair() {
    start(uri.getPort());
  }

  /** Begins to answer again, at the same address, and accepts another token. */
  void repairWithToken(String other) {
    token = other;
    repair();
  }

  /** Listens where the control plane listened, and never accepts a connection. */
  ServerSocket silentSuccessor() throws IOException {
    return new ServerSocket(uri.getPort(), 1_000, InetAddress.getLoopbackAddress());
  }

  @Override
  public void close() {
    server.close();
  }
}

package io.jitpeers.examples.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.examples.common.BearerToken;
import io.jitpeers.examples.gateway.status.Gateway;
import io.jitpeers.examples.gateway.status.StatusServer;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.Tai64n;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands, sent to a gateway that runs. */
class OperatorCommandsTest {
  private static final String TOKEN = "b3BlcmF0b3I";
  private static final Map<String, Function<PrintStream, Callable<Integer>>> COMMANDS =
      Map.of(
          "explain", ExplainCommand::new,
          "evict", EvictCommand::new,
          "revoke", RevokeCommand::new,
          "pin", PinCommand::new,
          "unpin", UnpinCommand::new,
          "forget-timestamp", ForgetTimestampCommand::new,
          "sweep", SweepCommand::new,
          "release-brake", ReleaseBrakeCommand::new);

  @TempDir private Path folder;

  private final ManualTime time = new ManualTime();
  private final Gateway gateway = new Gateway("wg0", time);
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private Path tokenFile;
  private StatusServer server;

  @BeforeEach
  void serve() throws Exception {
    gateway.start();
    tokenFile = secret("token", TOKEN);
    server = server(new BearerToken(TOKEN), Map.of("wg0", gateway.orchestrator));
  }

  @AfterEach
  void close() {
    assertThat(printed.toString(StandardCharsets.UTF_8) + err).doesNotContain(TOKEN);
    server.close();
    gateway.close();
  }

  private Path secret(String name, String text) throws Exception {
    Path file =
        Files.createFile(
            folder.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text + "\n");
  }

  private StatusServer server(
      @Nullable BearerToken token, Map<String, JitOrchestrator> orchestrators) {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new StatusServer(orchestrators, free, time, token);
  }

  private int run(String command, String... arguments) {
    return runAt(server.uri().getAuthority(), command, arguments);
  }

  private int runAt(String address, String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--status-address=" + address);
    all.add("--operator-token-file=" + tokenFile);
    return execute(command, all.toArray(String[]::new));
  }

  private int execute(String command, String... arguments) {
    printed.reset();
    err.getBuffer().setLength(0);
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new CommandLine(COMMANDS.get(command).apply(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private String out() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String key(FakeClient client) {
    return client.publicKey().toBase64();
  }

  @Test
  void aResidentPeerIsExplained() throws Exception {
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    assertThat(run("explain", key(client))).isZero();
    assertThat(out().lines().findFirst().orElseThrow())
        .startsWith("The peer has been on the device for 0 s, ");
    assertThat(out().lines()).contains("peer: " + key(client), "latest handshake: never");
    assertThat(run("explain", key(client), "--json")).isZero();
    assertThat(out())
        .startsWith("{\"key\":\"" + key(client) + "\"")
        .contains("\"prospect\":\"resident_without_handshake\"")
        .endsWith("}\n");
  }

  @Test
  void aPeerThatNeverCameIsExplained() {
    assertThat(run("explain", key(gateway.newStranger()))).isZero();
    assertThat(out().lines())
        .containsSequence("initiations: none since the gateway started")
        .element(0)
        .isEqualTo("The control plane is asked about the peer.");
  }

  /** Keys with all characters of base64 arrive as they are. */
  @Test
  void everyKeyIsTaken() {
    String key = "//++/+//++/+//++/+//++/+//++/+//++/+//++/+8=";
    assertThat(run("explain", key)).isZero();
    assertThat(out()).contains("peer: " + key);
  }

  @Test
  void aPeerIsPinnedAndEvictedAndRevoked() throws Exception {
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    assertThat(run("pin", key(client))).isZero();
    assertThat(gateway.orchestrator.find(client.publicKey()).orElseThrow().pinned()).isTrue();
    assertThat(run("unpin", key(client))).isZero();
    assertThat(gateway.orchestrator.find(client.publicKey()).orElseThrow().pinned()).isFalse();
    assertThat(run("evict", key(client), "--interface=wg0")).isZero();
    assertThat(out())
        .isEqualTo("The peer was on wg0 and was evicted. Its next handshake brings it back.\n");
    assertThat(gateway.orchestrator.find(client.publicKey())).isEmpty();
    assertThat(run("revoke", key(client), "--json")).isZero();
    assertThat(out()).isEqualTo("{\"was_resident\":false}\n");
  }

  @Test
  void aClientWhoseClockFellBackIsLetIn() throws Exception {
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    Tai64n fallen = Tai64n.of(Instant.EPOCH);
    assertThat(gateway.offer(client.begin(fallen).initiation())).isEqualTo(PacketOutcome.REJECTED);
    assertThat(run("explain", key(client))).isZero();
    assertThat(out()).startsWith("Refused as too old: ").contains(" h behind");
    assertThat(run("forget-timestamp", key(client))).isZero();
    assertThat(out()).startsWith("Forgotten: ");
    fallen = Tai64n.of(Instant.EPOCH.plusSeconds(5));
    assertThat(gateway.offer(client.begin(fallen).initiation())).isEqualTo(PacketOutcome.INSTALLED);
  }

  @Test
  void aSweepIsTriedAndDone() throws Exception {
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    time.advance(Duration.ofMinutes(2));
    assertThat(run("sweep", "--dry-run")).isZero();
    assertThat(out())
        .isEqualTo(
            "wg0: 1 peers listed, 1 would be evicted (never established 1), 0 held back, 1"
                + " resident.\n");
    assertThat(gateway.orchestrator.find(client.publicKey())).isPresent();
    assertThat(run("sweep")).isZero();
    assertThat(gateway.orchestrator.find(client.publicKey())).isEmpty();
    assertThat(run("release-brake")).isZero();
    assertThat(out()).isEqualTo("The brake on wg0 holds no peers.\n");
  }

  @Test
  void oneOfSeveralInterfacesHasToBeNamed() throws Exception {
    try (Gateway other = new Gateway("wg1", time).start()) {
      server.close();
      Map<String, JitOrchestrator> both = new LinkedHashMap<>();
      both.put("wg0", gateway.orchestrator);
      both.put("wg1", other.orchestrator);
      server = server(new BearerToken(TOKEN), both);
      assertThat(run("release-brake")).isEqualTo(1);
      assertThat(err.toString()).contains("add --interface with one of wg0, wg1");
      assertThat(run("release-brake", "--interface=wg1")).isZero();
      assertThat(out()).contains("wg1");
      assertThat(run("release-brake", "--interface=wg9")).isEqualTo(1);
      assertThat(err.toString()).contains("NAME is one of this gateway's interfaces");
    }
  }

  @Test
  void aWrongTokenHasARemedy() throws Exception {
    tokenFile = secret("other", "YW5vdGhlcg");
    assertThat(run("release-brake")).isEqualTo(1);
    assertThat(err.toString())
        .contains("does not accept the token in " + tokenFile)
        .contains("gateway.operator-token-file")
        .doesNotContain("YW5vdGhlcg");
    tokenFile = folder.resolve("none");
    assertThat(run("release-brake")).isEqualTo(1);
    assertThat(err.toString()).contains("does not exist");
  }

  @Test
  void aGatewayWithoutCommandsHasARemedy() {
    server.close();
    server = server(null, Map.of("wg0", gateway.orchestrator));
    assertThat(run("release-brake")).isEqualTo(1);
    assertThat(err.toString()).contains("start it with --operator-token-file");
  }

  @Test
  void noGatewayHasARemedy() throws Exception {
    String free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = "127.0.0.1:" + socket.getLocalPort();
    }
    assertThat(runAt(free, "release-brake")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("release-brake: no gateway answers at " + free)
        .contains("is it running");
  }

  @Test
  void anotherServerIsNoGateway() throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("<html>".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    other.start();
    try {
      assertThat(runAt("127.0.0.1:" + other.getAddress().getPort(), "release-brake")).isEqualTo(1);
      assertThat(err.toString()).contains("is no gateway");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void mistakesInTheCommandLineAreMistakes() {
    assertThat(run("explain")).isEqualTo(2);
    assertThat(run("explain", "AAAA")).isEqualTo(2);
    assertThat(runAt("gateway.example:80", "release-brake")).isEqualTo(2);
    assertThat(err.toString()).contains("--status-address is an IP address and a port");
    assertThat(runAt("127.0.0.1", "release-brake")).isEqualTo(2);
    assertThat(execute("release-brake")).isEqualTo(2);
    assertThat(err.toString()).contains("--operator-token-file");
  }
}

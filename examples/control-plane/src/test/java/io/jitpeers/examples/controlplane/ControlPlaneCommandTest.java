package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ControlPlaneCommandTest {
  private static final String TOKEN = "c2VjcmV0LXRva2Vu";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> everything = new ArrayList<>();

  @AfterEach
  void noSecretWasPrinted() {
    assertThat(everything + out.toString() + err)
        .doesNotContain(TestPeers.PRESHARED_KEY)
        .doesNotContain(TOKEN);
  }

  private String database() {
    return "--database=" + folder.resolve("peers.db");
  }

  private int run(Object command, String... arguments) {
    everything.add(out + "" + err);
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new CommandLine(command)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private int peer(String... arguments) {
    List<String> all = new ArrayList<>(List.of("peer"));
    all.addAll(List.of(arguments));
    return run(new ControlPlaneCommand(), all.toArray(String[]::new));
  }

  private int add(int number, String... options) {
    List<String> all = new ArrayList<>(List.of("add", database(), key(number)));
    all.addAll(List.of(options));
    return peer(all.toArray(String[]::new));
  }

  private static String key(int number) {
    return TestPeers.key(number).toBase64();
  }

  private String secretFile(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content + "\n").toString();
  }

  @Test
  void peersAreAddedReplacedListedAndRemoved() throws Exception {
    assertThat(add(1, "--allowed-ip=10.0.0.1,2001:db8::/64")).isZero();
    assertThat(out).hasToString("added " + key(1) + "\n");
    assertThat(
            add(
                1,
                "--allowed-ip=10.0.0.1",
                "--allowed-ip=2001:db8::/64",
                "--preshared-key-file=" + secretFile("psk", TestPeers.PRESHARED_KEY),
                "--endpoint=[2001:db8::7]:51820",
                "--keepalive=25",
                "--clock-unreliable",
                "--expires-at=2030-01-01T00:00:00.123456789Z"))
        .isZero();
    assertThat(out).hasToString("replaced " + key(1) + "\n");
    try (PeerDatabase peers = PeerDatabase.open(DatabaseFile.open(folder.resolve("peers.db")), 1)) {
      assertThat(peers.find(TestPeers.key(1)))
          .contains(TestPeers.full(1, "10.0.0.1/32", "2001:db8::/64"));
    }
    assertThat(peer("list", database())).isZero();
    assertThat(out)
        .hasToString(
            key(1)
                + "  10.0.0.1/32, 2001:db8::/64  endpoint [2001:db8::7]:51820  preshared key"
                + "  keepalive 25 s  expires 2030-01-01T00:00:00.123456789Z  clock unreliable\n");
    assertThat(peer("list", "--json", database())).isZero();
    assertThat(out)
        .hasToString(
            "{\"version\":1,\"public_key\":\""
                + key(1)
                + "\",\"allowed_ips\":[\"10.0.0.1/32\",\"2001:db8::/64\"],\"preshared_key\":true,"
                + "\"endpoint\":\"[2001:db8::7]:51820\",\"persistent_keepalive\":25,"
                + "\"expires_at\":\"2030-01-01T00:00:00.123456789Z\",\"clock\":\"unreliable\"}\n");
    assertThat(peer("remove", database(), key(1))).isZero();
    assertThat(out).hasToString("removed " + key(1) + "\n");
    assertThat(peer("remove", database(), key(1))).isEqualTo(1);
    assertThat(err).hasToString("control-plane peer remove: there is no peer " + key(1) + "\n");
    assertThat(peer("list", database())).isZero();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aResetIncreasesTheEpochWhichNeverGoesBack() throws Exception {
    assertThat(peer("reset", database(), key(1))).isEqualTo(1);
    add(1, "--allowed-ip=10.0.0.1");
    try (PeerDatabase peers = PeerDatabase.open(DatabaseFile.open(folder.resolve("peers.db")), 1)) {
      String tag = EntityTag.of(PeerConfigWriter.write(found(peers)));
      assertThat(peer("reset", database(), key(1))).isZero();
      assertThat(out).hasToString("reset " + key(1) + ", its timestamp epoch is 1\n");
      assertThat(found(peers).timestampEpoch()).isOne();
      assertThat(EntityTag.of(PeerConfigWriter.write(found(peers)))).isNotEqualTo(tag);

      assertThat(peer("reset", database(), key(1))).isZero();
      assertThat(found(peers).timestampEpoch()).isEqualTo(2);
      assertThat(peer("list", database())).isZero();
      assertThat(out).hasToString(key(1) + "  10.0.0.1/32  timestamp epoch 2\n");
      assertThat(peer("list", "--json", database())).isZero();
      assertThat(out.toString()).endsWith(",\"timestamp_epoch\":2}\n");

      add(1, "--allowed-ip=10.0.0.9");
      assertThat(found(peers).timestampEpoch()).as("replaced").isEqualTo(2);
      peer("remove", database(), key(1));
      assertThat(peer("reset", database(), key(1))).isEqualTo(1);
      assertThat(err).hasToString("control-plane peer reset: there is no peer " + key(1) + "\n");
      add(1, "--allowed-ip=10.0.0.1", "--clock-unreliable");
      assertThat(found(peers).timestampEpoch()).as("added again").isEqualTo(2);
      assertThat(found(peers).clockUnreliable()).isTrue();
      add(1, "--allowed-ip=10.0.0.1");
      assertThat(found(peers).clockUnreliable()).isFalse();
    }
  }

  /** Preshared keys are in it, and in what SQLite writes beside it. */
  @Test
  void aDatabaseIsForItsOwnerOnly() throws Exception {
    add(1, "--allowed-ip=10.0.0.1");
    DatabaseFile file = DatabaseFile.open(folder.resolve("peers.db"));
    try (PeerDatabase peers = PeerDatabase.open(file, 1);
        PeerEdit edit = PeerEdit.begin(file)) {
      edit.put(TestPeers.full(2, "10.0.0.2"));
      edit.commit();
      assertThat(peers.find(TestPeers.key(2))).isPresent();
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> all = files.toList();
        assertThat(all).hasSize(3);
        for (Path each : all) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
              .as(each.toString())
              .isEqualTo("rw-------");
        }
      }
    }
  }

  private static PeerConfig found(PeerDatabase peers) {
    return peers.find(TestPeers.key(1)).orElseThrow();
  }

  @Test
  void anOverlapIsOneSentence() {
    assertThat(add(1, "--allowed-ip=10.0.0.0/24")).isZero();
    assertThat(add(2, "--allowed-ip=10.0.0.0/24")).isEqualTo(1);
    assertThat(err)
        .hasToString(
            "control-plane peer add: the allowed IP 10.0.0.0/24 overlaps one of the peer "
                + key(1)
                + "\n");
  }

  @Test
  void anOptionPermitsNestedAllowedIpsButNotIdenticalOnes() {
    assertThat(add(1, "--allowed-ip=10.0.0.0/16")).isZero();
    assertThat(add(2, "--allowed-ip=10.0.5.2")).isEqualTo(1);
    assertThat(err.toString()).endsWith("; --nested-allowed-ips permits that\n");
    assertThat(add(2, "--allowed-ip=10.0.5.2", "--nested-allowed-ips")).isZero();
    assertThat(add(3, "--allowed-ip=10.0.0.0/16", "--nested-allowed-ips")).isEqualTo(1);
    assertThat(err.toString())
        .endsWith("the allowed IP 10.0.0.0/16 overlaps one of the peer " + key(1) + "\n");
  }

  @Test
  void mistakesAreToldAndMakeNoDatabase() throws Exception {
    assertMistake("Missing required option: '--database=FILE'", "add", key(1), "--allowed-ip=::1");
    assertMistake("has bits set beyond", "add", database(), key(1), "--allowed-ip=10.0.0.1/24");
    assertMistake("--allowed-ip", "add", database(), key(1));
    assertMistake("public_key is not", "add", database(), "nonsense", "--allowed-ip=::1");
    assertMistake("endpoint", "add", database(), key(1), "--allowed-ip=::1", "--endpoint=here:1");
    assertMistake("keepalive", "add", database(), key(1), "--allowed-ip=::1", "--keepalive=70000");
    assertMistake("expires_at", "add", database(), key(1), "--allowed-ip=::1", "--expires-at=soon");
    String psk = "--preshared-key-file=" + secretFile("psk", TestPeers.PRESHARED_KEY + "x");
    assertMistake("preshared_key is not", "add", database(), key(1), "--allowed-ip=::1", psk);
    assertThat(folder.resolve("peers.db")).doesNotExist();
  }

  private void assertMistake(String sentence, String... arguments) {
    assertThat(peer(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(sentence);
  }

  @Test
  void onlyWhatAddsMakesADatabase() {
    for (String[] command : new String[][] {{"list"}, {"remove", key(1)}}) {
      List<String> arguments = new ArrayList<>(List.of(command));
      arguments.add(database());
      assertThat(peer(arguments.toArray(String[]::new))).isEqualTo(1);
      assertThat(err.toString()).contains("there is no database");
    }
    assertThat(folder.resolve("peers.db")).doesNotExist();
  }

  @Test
  void standardInputAndFilesAreImported() throws Exception {
    String lines = TestPeers.lines(List.of(TestPeers.full(1, "::1"), TestPeers.peer(2, "::2")));
    ByteArrayInputStream in = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
    assertThat(run(new PeerImportCommand(in), database(), "-")).isZero();
    assertThat(out).hasToString("imported 2 peers, of which 0 were there before\n");
    Path file = Files.writeString(folder.resolve("peers.jsonl"), lines + "nonsense");
    assertThat(peer("import", database(), file.toString())).isEqualTo(1);
    assertThat(err)
        .hasToString(
            "control-plane peer import: line 3: the JSON is malformed; nothing was imported\n");
    assertThat(peer("import", database(), "no-such-file")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("control-plane peer import: the file no-such-file does not exist in /")
        .endsWith("; name it with its whole path, or create it\n");
  }

  @Test
  void anAddressThatOthersReachNeedsAToken() throws Exception {
    assertThat(run(new ControlPlaneCommand(), database(), "--listen=0.0.0.0:0")).isEqualTo(2);
    assertThat(err.toString()).contains("give a --token-file");
    assertThat(run(new ControlPlaneCommand(), database(), "--listen=localhost:0")).isEqualTo(2);
    assertThat(err.toString()).contains("such as 127.0.0.1:8080, not localhost:0");
    assertThat(run(new ControlPlaneCommand(), database(), "--max-age=-1")).isEqualTo(2);
    String empty = "--token-file=" + secretFile("empty", "");
    assertThat(run(new ControlPlaneCommand(), database(), empty)).isEqualTo(1);
    assertThat(err.toString()).contains("empty is empty");
    assertThat(folder.resolve("peers.db")).doesNotExist();
  }

  /** A control plane that runs on a thread of its own until it is closed. */
  private final class Running implements AutoCloseable {
    private final ControlPlaneCommand command = new ControlPlaneCommand();
    private final CompletableFuture<Integer> exitCode;
    private final URI uri;

    Running(String... options) throws Exception {
      PipedWriter pipe = new PipedWriter();
      BufferedReader lines = new BufferedReader(new PipedReader(pipe));
      List<String> arguments = new ArrayList<>(List.of(database(), "--listen=127.0.0.1:0"));
      arguments.addAll(List.of(options));
      CommandLine line =
          new CommandLine(command).setOut(new PrintWriter(pipe)).setErr(new PrintWriter(err));
      exitCode =
          CompletableFuture.supplyAsync(
              () -> line.execute(arguments.toArray(String[]::new)),
              task -> new Thread(task).start());
      String ready = lines.readLine();
      assertThat(ready).startsWith("listening on http://127.0.0.1:");
      uri = URI.create(ready.substring("listening on ".length()));
    }

    @Override
    public void close() {
      command.stop();
      assertThat(exitCode.orTimeout(60, TimeUnit.SECONDS).join()).isZero();
    }
  }

  private static PeerLookup lookup(HttpPeerConfigSource source, PublicKey key) throws Exception {
    return source
        .lookup(PeerQuery.builder(key).timeout(Duration.ofMinutes(2)).build())
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  @Test
  void whatIsDoneTakesEffectAtOnce() throws Exception {
    String token = "--token-file=" + secretFile("token", TOKEN);
    String[] options = {token, "--max-age=7", "--stale-if-error=8", "--negative-max-age=9"};
    PeerConfig peer = TestPeers.peer(1, "10.0.0.1/32");
    try (Running running = new Running(options);
        HttpPeerConfigSource source =
            HttpPeerConfigSource.builder(running.uri).bearerToken(() -> TOKEN).build()) {
      PeerLookup absent = PeerLookup.notFound(Duration.ofSeconds(9));
      assertThat(lookup(source, peer.publicKey())).isEqualTo(absent);
      add(1, "--allowed-ip=10.0.0.1");
      assertThat(lookup(source, peer.publicKey()))
          .isInstanceOfSatisfying(
              PeerLookup.Found.class,
              found -> {
                assertThat(found.config()).isEqualTo(peer);
                assertThat(found.freshness().maxAge()).isEqualTo(Duration.ofSeconds(7));
                assertThat(found.freshness().staleIfError()).isEqualTo(Duration.ofSeconds(8));
              });
      peer("remove", database(), key(1));
      assertThat(lookup(source, peer.publicKey())).as("revoked").isEqualTo(absent);
      try (HttpPeerConfigSource wrong =
          HttpPeerConfigSource.builder(running.uri).bearerToken(() -> "wrong").build()) {
        assertThatThrownBy(() -> lookup(wrong, peer.publicKey()))
            .cause()
            .isInstanceOf(LookupException.class);
      }
    }
    assertThat(err.toString())
        .contains("4 requests: found 1; not modified 0; not found 2; wrong token 1; invalid 0");
  }

  @Test
  void aRestartForgetsNothing() throws Exception {
    PeerConfig peer = TestPeers.full(1, "10.0.0.1/32");
    add(2, "--allowed-ip=10.0.0.2");
    Path file = folder.resolve("peers.jsonl");
    Files.writeString(file, TestPeers.lines(List.of(peer)));
    peer("import", database(), file.toString());
    for (int start = 0; start < 2; start++) {
      try (Running running = new Running();
          HttpPeerConfigSource source = HttpPeerConfigSource.builder(running.uri).build()) {
        assertThat(lookup(source, peer.publicKey()))
            .isInstanceOfSatisfying(
                PeerLookup.Found.class, found -> assertThat(found.config()).isEqualTo(peer));
      }
    }
  }

  @Test
  void peersAreAddedWhileOthersAreAskedFor() throws Exception {
    add(0, "--allowed-ip=10.0.0.0");
    try (Running running = new Running();
        HttpPeerConfigSource source = HttpPeerConfigSource.builder(running.uri).build()) {
      CompletableFuture<Integer> adding =
          CompletableFuture.supplyAsync(
              () -> {
                int failures = 0;
                for (int i = 1; i <= 50; i++) {
                  failures += add(i, "--allowed-ip=10.0.0." + i);
                }
                return failures;
              },
              task -> new Thread(task).start());
      int asked = 0;
      while (!adding.isDone() || asked == 0) {
        assertThat(lookup(source, TestPeers.key(0))).isInstanceOf(PeerLookup.Found.class);
        asked++;
      }
      assertThat(adding.get()).isZero();
      for (int i = 1; i <= 50; i++) {
        assertThat(lookup(source, TestPeers.key(i))).isInstanceOf(PeerLookup.Found.class);
      }
    }
  }
}

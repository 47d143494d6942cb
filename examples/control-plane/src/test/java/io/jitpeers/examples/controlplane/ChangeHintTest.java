package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.ChangeStreamStatistics.State;
import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From a command of an operator to the listener in a gateway, over real HTTP. */
@Timeout(120)
class ChangeHintTest {
  private static final String MISSED = "missed";

  @TempDir private Path folder;
  private PeerDatabase peers;
  private ChangeTable changes;
  private ControlPlaneServer server;
  private HttpPeerConfigSource source;
  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  private final ChangeListener listener =
      new ChangeListener() {
        @Override
        public void changed(PublicKey key) {
          told.add(key);
        }

        @Override
        public void missed() {
          told.add(MISSED);
        }
      };

  @BeforeEach
  void start() throws Exception {
    peer("add", TestPeers.key(1).toBase64(), "--allowed-ip=10.0.0.1");
    DatabaseFile file = DatabaseFile.open(database());
    peers = PeerDatabase.open(file, 2);
    changes = ChangeTable.open(file);
    serve(0);
    source = HttpPeerConfigSource.builder(server.uri()).build();
    source.watch(listener);
    Await.until("the stream", () -> source.statistics().changes().state() == State.STREAMING);
  }

  private void serve(int port) {
    ServerOptions defaults = ServerOptions.onLoopback("unused");
    server =
        new ControlPlaneServer(
            peers,
            changes,
            new ServerOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                null,
                defaults.maxAgeSeconds(),
                defaults.staleIfErrorSeconds(),
                defaults.negativeMaxAgeSeconds()),
            ServingLimits.DEFAULTS);
  }

  @AfterEach
  void stop() {
    source.close();
    server.close();
    changes.close();
    peers.close();
  }

  private Path database() {
    return folder.resolve("peers.db");
  }

  private void peer(String... arguments) {
    List<String> all = new ArrayList<>(List.of("peer", arguments[0], "--database=" + database()));
    all.addAll(List.of(arguments).subList(1, arguments.length));
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new ControlPlaneCommand())
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    assertThat(exitCode).as(err.toString()).isZero();
  }

  private void next(Object... expected) throws Exception {
    for (Object each : expected) {
      assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(each);
    }
  }

  private PeerLookup lookup(int number) throws Exception {
    PeerQuery query =
        PeerQuery.builder(TestPeers.key(number)).timeout(Duration.ofMinutes(2)).build();
    return source.lookup(query).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void everyCommandIsHintedAt() throws Exception {
    peer("add", TestPeers.key(2).toBase64(), "--allowed-ip=10.0.0.2");
    next(TestPeers.key(2));
    peer("add", TestPeers.key(2).toBase64(), "--allowed-ip=10.0.0.3");
    next(TestPeers.key(2));
    PeerConfig imported = TestPeers.peer(3, "10.0.0.4");
    Path lines = folder.resolve("peers.jsonl");
    Files.writeString(lines, TestPeers.lines(List.of(imported)));
    peer("import", lines.toString());
    next(TestPeers.key(3));
    peer("remove", TestPeers.key(1).toBase64());
    next(TestPeers.key(1));
    assertThat(lookup(1))
        .as("who asks then is told the truth")
        .isInstanceOf(PeerLookup.NotFound.class);
    assertThat(told).isEmpty();
  }

  @Test
  void aRemovalByAnotherProcessIsHintedAt() throws Exception {
    Path output = folder.resolve("output");
    Process remover =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PeerMain.class.getName(),
                "peer",
                "remove",
                "--database=" + database(),
                TestPeers.key(1).toBase64())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    next(TestPeers.key(1));

    assertThat(remover.waitFor()).as(Files.readString(output)).isZero();
    assertThat(lookup(1)).isInstanceOf(PeerLookup.NotFound.class);
  }

  @Test
  void whatHappensDuringARestartIsHintedAtAfterwards() throws Exception {
    int port = server.uri().getPort();
    server.close();
    peer("remove", TestPeers.key(1).toBase64());
    peer("add", TestPeers.key(2).toBase64(), "--allowed-ip=10.0.0.2");
    serve(port);

    next(TestPeers.key(1), TestPeers.key(2));

    assertThat(source.statistics().changes().missed()).isZero();
  }
}

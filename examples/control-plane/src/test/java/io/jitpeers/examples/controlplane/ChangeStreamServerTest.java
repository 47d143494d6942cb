package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.controlplane.Change.Position;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChangeStreamServerTest {
  private static final String TOKEN = "right";
  private static final ServerOptions OPTIONS = ServerOptions.onLoopback(TOKEN);

  @TempDir private Path folder;
  private DatabaseFile file;
  private PeerDatabase peers;
  private ChangeTable changes;
  private ControlPlaneServer server;

  @BeforeEach
  void start() {
    file = DatabaseFile.openOrCreate(folder.resolve("peers.db"));
    peers = PeerDatabase.open(file, 2);
    changes = ChangeTable.open(file);
    restart(ServingLimits.DEFAULTS);
  }

  private void restart(ServingLimits limits) {
    if (server != null) {
      server.close();
    }
    server = new ControlPlaneServer(peers, changes, OPTIONS, limits);
  }

  @AfterEach
  void stop() {
    server.close();
    changes.close();
    peers.close();
  }

  private void add(int... numbers) throws Exception {
    try (PeerEdit edit = PeerEdit.begin(file)) {
      for (int number : numbers) {
        PeerConfig config = TestPeers.peer(number, "10.0.0." + number);
        edit.put(config);
        edit.claim(config.publicKey(), config.allowedIps(), false);
      }
      edit.commit();
    }
  }

  private static String key(int number) {
    return TestPeers.key(number).toBase64();
  }

  @Test
  void whatOthersCommitIsAnnounced() throws Exception {
    add(1);
    try (EventLines stream = EventLines.begun(server.uri(), TOKEN)) {
      assertThat(stream.header("Content-Type")).contains("text/event-stream");
      assertThat(stream.header("Cache-Control")).contains("no-store");
      String first = stream.id();

      add(2, 3);

      assertThat(stream.data()).isEqualTo(key(2));
      assertThat(stream.data()).isEqualTo(key(3));
      assertThat(stream.id()).startsWith("3-");
      assertThat(first).startsWith("1-");
    }
    assertThat(server.requests())
        .isEqualTo(new ControlPlaneServer.Requests(0, 0, 0, 0, 0, 0, 1, 0));
  }

  @Test
  void aKnownPositionIsGoneOnFrom() throws Exception {
    String id;
    try (EventLines stream = EventLines.begun(server.uri(), TOKEN)) {
      assertThat(stream.id()).isEqualTo("0");
      add(1);
      assertThat(stream.data()).isEqualTo(key(1));
      id = stream.id();
    }
    add(2, 3);
    restart(ServingLimits.DEFAULTS);

    try (EventLines stream = EventLines.open(server.uri(), TOKEN, id)) {
      assertThat(stream.data()).isEqualTo(key(2));
      assertThat(stream.data()).isEqualTo(key(3));
    }
    try (EventLines stream = EventLines.open(server.uri(), TOKEN, "0")) {
      assertThat(stream.data()).isEqualTo(key(1));
    }
  }

  @Test
  void anUnknownPositionIsReset() throws Exception {
    add(1);
    for (String unknown : List.of("77-00000000", "1-00000000", "nonsense")) {
      try (EventLines stream = EventLines.open(server.uri(), TOKEN, unknown)) {
        assertThat(stream.data()).isEqualTo("reset");
        assertThat(changes.find(stream.id())).contains(changes.newest());
      }
    }
  }

  @Test
  void moreThanIsRememberedIsReset() throws Exception {
    try (EventLines stream = EventLines.begun(server.uri(), TOKEN)) {
      try (PeerEdit edit = PeerEdit.begin(file)) {
        for (int i = 0; i <= ChangeSchema.REMEMBERED; i++) {
          edit.put(TestPeers.peer(i));
        }
        edit.commit();
      }

      assertThat(stream.data()).isEqualTo("reset");
      assertThat(stream.id()).isEqualTo(changes.newest().id());
      add(1);
      assertThat(stream.data()).isEqualTo(key(1));
    }
  }

  @Test
  void asMuchAsIsRememberedIsAnnounced() throws Exception {
    try (EventLines stream = EventLines.begun(server.uri(), TOKEN)) {
      try (PeerEdit edit = PeerEdit.begin(file)) {
        for (int i = 0; i < ChangeSchema.REMEMBERED; i++) {
          edit.put(TestPeers.peer(i));
        }
        edit.commit();
      }
      for (int i = 0; i < ChangeSchema.REMEMBERED; i++) {
        assertThat(stream.data()).isEqualTo(key(i));
      }
    }
  }

  @Test
  void silenceIsFilledWithHeartbeats() throws Exception {
    ServingLimits limits = ServingLimits.DEFAULTS;
    restart(
        new ServingLimits(
            limits.streams(), Duration.ofMillis(20), limits.poll(), limits.answerTime()));
    try (EventLines stream = EventLines.begun(server.uri(), TOKEN)) {
      assertThat(stream.line()).isEmpty();
      for (int i = 0; i < 5; i++) {
        assertThat(stream.line()).isEqualTo(":");
        assertThat(stream.line()).isEmpty();
      }
    }
  }

  /** More than the server has threads for answers. */
  @Test
  void manyStreamsHoldUpNobody() throws Exception {
    List<EventLines> streams = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      streams.add(EventLines.begun(server.uri(), TOKEN));
    }
    add(1);
    assertThat(status("GET", "/peer/" + TestPeers.key(1).toHex(), TOKEN).statusCode())
        .isEqualTo(200);
    for (EventLines stream : streams) {
      assertThat(stream.data()).isEqualTo(key(1));
      stream.close();
    }
    assertThat(server.requests().streams()).isEqualTo(40);
  }

  @Test
  void oneStreamTooManyIsToldToWait() throws Exception {
    restart(ServingLimits.DEFAULTS.withStreams(1));
    try (EventLines only = EventLines.begun(server.uri(), TOKEN);
        EventLines second = EventLines.open(server.uri(), TOKEN, null)) {
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.header("Retry-After")).contains("30");
      assertThat(only.status()).isEqualTo(200);
    }
    assertThat(server.requests().failed()).isEqualTo(1);
    // The one that left is noticed when something is sent to it.
    Await.until(
        "a place",
        () -> {
          add(1);
          try (EventLines next = EventLines.open(server.uri(), TOKEN, null)) {
            return next.status() == 200;
          }
        });
  }

  private HttpResponse<Void> status(String method, String path, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Authorization", "Bearer " + token)
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
  }

  @Test
  void otherAnswers() throws Exception {
    assertThat(status("GET", "/changes", "wrong").statusCode()).isEqualTo(401);
    HttpResponse<Void> head = status("HEAD", "/changes", TOKEN);
    assertThat(head.statusCode()).isEqualTo(405);
    assertThat(head.headers().firstValue("Allow")).contains("GET");
    assertThat(status("GET", "/changes/", TOKEN).statusCode()).isEqualTo(400);
    assertThat(server.requests())
        .isEqualTo(new ControlPlaneServer.Requests(0, 0, 0, 1, 2, 0, 0, 0));
  }

  @Test
  void whereNothingIsAnnouncedThereIsNoStream() throws Exception {
    restart(ServingLimits.DEFAULTS.withStreams(0));
    assertThat(status("GET", "/changes", TOKEN).statusCode()).isEqualTo(404);
    assertThat(server.requests().streams()).isEqualTo(1);
    assertThat(server.requests().notFound()).isZero();
  }

  @Test
  void closingEndsStreamsProperly() throws Exception {
    try (EventLines stream = EventLines.begun(server.uri(), TOKEN)) {
      server.close();

      assertThat(stream.data()).as("the end, and no broken connection").isNull();
    }
  }

  /** A log without an end, for a client that does not read. */
  private static class Endless implements ChangeLog {
    @Override
    public Position newest() {
      return new Position(Long.MAX_VALUE, "00000000");
    }

    @Override
    public Optional<Position> find(String id) {
      return Optional.of(Position.BEGINNING);
    }

    @Override
    public List<Change> read(long after, long until, int limit) {
      return LongStream.rangeClosed(after + 1, after + limit)
          .mapToObj(number -> new Change(new Position(number, "00000000"), TestPeers.key(1)))
          .toList();
    }
  }

  private static void sendRequest(Socket socket, String path, String headers) throws Exception {
    OutputStream out = socket.getOutputStream();
    String head = "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TOKEN + "\r\n";
    out.write((head + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** Who sees a stream sees it in the counts, too. */
  @Test
  void aStreamIsCountedBeforeAnythingIsSent() throws Exception {
    AtomicReference<ControlPlaneServer> observed = new AtomicReference<>();
    List<Long> counts = new CopyOnWriteArrayList<>();
    ChangeLog log =
        new Endless() {
          @Override
          public Position newest() {
            if (Thread.currentThread().getName().equals("control-plane-stream")) {
              counts.add(observed.get().requests().streams());
            }
            return super.newest();
          }
        };
    try (ControlPlaneServer counting =
        new ControlPlaneServer(peers, log, OPTIONS, ServingLimits.DEFAULTS)) {
      observed.set(counting);
      try (EventLines stream = EventLines.begun(counting.uri(), TOKEN)) {
        assertThat(stream.status()).isEqualTo(200);
      }
    }
    assertThat(counts).first().isEqualTo(1L);
  }

  @Test
  void whoDoesNotReadIsCutOff() throws Exception {
    ServingLimits defaults = ServingLimits.DEFAULTS;
    ServingLimits limits =
        new ServingLimits(1, defaults.heartbeat(), defaults.poll(), Duration.ofSeconds(3));
    try (ControlPlaneServer endless =
            new ControlPlaneServer(peers, new Endless(), OPTIONS, limits);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), endless.uri().getPort())) {
      sendRequest(socket, "/changes", "Last-Event-ID: 0\r\n");
      Await.until("a stream", () -> endless.requests().streams() == 1);

      // As soon as the one that does not read is gone, there is a place again.
      Await.until(
          "a place",
          () -> {
            try (EventLines next = EventLines.open(endless.uri(), TOKEN, "0")) {
              return next.status() == 200;
            }
          });
    }
  }

  /** Clients that take no answers hold some threads that answer, but not all. */
  @Test
  void answersThatNobodyTakesLeaveThreadsForOthers() throws Exception {
    PeerConfig.Builder large = PeerConfig.builder(TestPeers.key(1));
    for (int i = 0; i < 60_000; i++) {
      large.allowedIp(IpPrefix.parse("2001:db8::" + Integer.toHexString(i)));
    }
    PeerConfig config = large.build();
    ServingLimits limits =
        new ServingLimits(0, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(10));
    try (ControlPlaneServer other =
        new ControlPlaneServer(
            key -> key.equals(config.publicKey()) ? Optional.of(config) : Optional.empty(),
            null,
            OPTIONS,
            limits)) {
      List<Socket> sockets = new ArrayList<>();
      String path = "/peer/" + TestPeers.key(1).toHex();
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), other.uri().getPort());
        sockets.add(socket);
        for (int j = 0; j < 10; j++) {
          sendRequest(socket, path, "");
        }
      }
      HttpRequest health = HttpRequest.newBuilder(other.uri().resolve("/health")).build();
      assertThat(
              HttpClient.newHttpClient()
                  .send(health, HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}

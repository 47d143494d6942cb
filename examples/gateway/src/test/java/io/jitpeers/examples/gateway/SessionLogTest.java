package io.jitpeers.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.event.Disconnection;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionLogTest {
  private static final PublicKey KEY = PrivateKey.generate(new SecureRandom()).publicKey();
  private static final InetSocketAddress HOME = new InetSocketAddress("198.51.100.7", 40_000);
  private static final InetSocketAddress CAFE = new InetSocketAddress("2001:db8::9", 1_024);
  private static final Instant SHAKEN = Instant.parse("2025-12-31T23:59:30.123456789Z");

  @TempDir private Path folder;
  private final ManualTime time = new ManualTime();
  private final List<String> lines = new ArrayList<>();
  private final SessionLog sessions = new SessionLog("wg7", lines::add, time);

  private void establish() {
    sessions.onEvent(new JitEvent.PeerInstalled(KEY, false));
    sessions.onEvent(new JitEvent.PeerConnected(KEY, new PeerReading(HOME, SHAKEN, 148, 92)));
  }

  /** Evicts a peer whose session is alive. */
  private void evict(PeerReading reading) {
    evictIdle(reading);
    sessions.onEvent(new JitEvent.PeerDisconnected(KEY, Disconnection.EVICTED, reading));
  }

  /** Evicts a peer without a session. */
  private void evictIdle(PeerReading reading) {
    sessions.onEvent(new JitEvent.PeerEvicted(KEY, EvictionCause.IDLE, reading));
  }

  @Test
  void aSessionThatEndedIsALine() {
    establish();
    assertThat(lines).isEmpty();
    time.advance(Duration.ofMinutes(10));
    evict(new PeerReading(CAFE, SHAKEN.plusSeconds(120), 1_000, 2_000));
    assertThat(lines)
        .containsExactly(
            "{\"interface\":\"wg7\",\"peer\":\""
                + KEY.toBase64()
                + "\",\"first_endpoint\":\"198.51.100.7:40000\","
                + "\"last_endpoint\":\"[2001:db8::9]:1024\","
                + "\"from\":\"2025-12-31T23:59:30.123Z\","
                + "\"to\":\"2026-01-01T00:10:00Z\","
                + "\"latest_handshake\":\"2026-01-01T00:01:30.123Z\","
                + "\"rx_bytes\":1000,\"tx_bytes\":2000,\"cause\":\"idle\"}");
  }

  /** Compared with docs/gateway.md. */
  @Test
  void aLineHasTheDocumentedFields() throws Exception {
    establish();
    evict(new PeerReading(CAFE, SHAKEN.plusSeconds(120), 1_000, 2_000));

    assertThat(FieldNames.of(lines.get(0))).isEqualTo(FieldNames.documented("{\"interface\":"));
  }

  @Test
  void eachSessionOfAPeerIsALineOfItsOwn() {
    establish();
    evict(new PeerReading(HOME, SHAKEN, 1, 1));
    establish();
    PeerReading last = new PeerReading(HOME, SHAKEN, 2, 2);
    sessions.onEvent(new JitEvent.PeerLost(KEY, last));
    sessions.onEvent(new JitEvent.PeerDisconnected(KEY, Disconnection.LOST, last));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1))
        .endsWith("\"rx_bytes\":2,\"tx_bytes\":2,\"cause\":\"removed_by_somebody_else\"}");
  }

  @Test
  void aPeerThatStaysInstalledHasOneSessionAfterTheOther() {
    establish();
    silent(new PeerReading(HOME, SHAKEN, 1_000, 2_000));
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).endsWith("\"rx_bytes\":1000,\"tx_bytes\":2000,\"cause\":\"silent\"}");

    Instant later = SHAKEN.plusSeconds(3_600);
    sessions.onEvent(new JitEvent.PeerConnected(KEY, new PeerReading(CAFE, later, 1_148, 2_092)));
    evict(new PeerReading(CAFE, later, 1_500, 2_100));

    assertThat(lines).hasSize(2);
    assertThat(lines.get(1))
        .contains(
            "\"first_endpoint\":\"[2001:db8::9]:1024\"", "\"from\":\"2026-01-01T00:59:30.123Z\"")
        .endsWith("\"rx_bytes\":500,\"tx_bytes\":100,\"cause\":\"idle\"}");
  }

  @Test
  void anEvictionAfterTheEndOfTheSessionIsNoSecondLine() {
    establish();
    silent(new PeerReading(HOME, SHAKEN, 1, 1));
    evictIdle(new PeerReading(HOME, SHAKEN, 1, 1));
    assertThat(lines).hasSize(1);
  }

  @Test
  void whoWasThereBeforeCanFallSilent() {
    silent(new PeerReading(HOME, SHAKEN, 7, 8));
    assertThat(lines.get(0)).contains("\"from\":null", "\"rx_bytes\":7", "\"cause\":\"silent\"");
    evictIdle(new PeerReading(HOME, SHAKEN, 7, 8));
    assertThat(lines).hasSize(1);
  }

  /** Its session ended before the gateway was started again, and has its line. */
  @Test
  void whoWasThereWithoutASessionHasNoLine() {
    evictIdle(new PeerReading(HOME, SHAKEN, 7, 8));
    assertThat(lines).isEmpty();
  }

  /** What was counted before this process began is not known to belong to the session. */
  @Test
  void whoWasThereBeforeAndConnectsBeginsWithWhatIsCountedThen() {
    sessions.onEvent(new JitEvent.PeerConnected(KEY, new PeerReading(HOME, SHAKEN, 5_000, 6_000)));
    silent(new PeerReading(HOME, SHAKEN, 5_100, 6_020));
    assertThat(lines.get(0)).contains("\"from\":\"2025", "\"rx_bytes\":100,\"tx_bytes\":20");
  }

  /** A listing's events can come after those of a removal. */
  @Test
  void aSilenceThatIsToldAfterTheEvictionIsOneLine() {
    establish();
    evictIdle(new PeerReading(HOME, SHAKEN, 1, 1));
    silent(new PeerReading(HOME, SHAKEN, 1, 1));
    sessions.onEvent(new JitEvent.PeerInstalled(KEY, false));
    evictIdle(new PeerReading(HOME, null, 148, 92));
    assertThat(lines).hasSize(1);
  }

  /** An eviction between two sessions belongs to neither of them. */
  @Test
  void aSessionAfterAnEvictionWithoutASessionHasItsBeginning() {
    establish();
    silent(new PeerReading(HOME, SHAKEN, 1, 1));
    evictIdle(new PeerReading(HOME, SHAKEN, 1, 1));
    establish();
    silent(new PeerReading(HOME, SHAKEN, 1_000, 2_000));
    establish();
    silent(new PeerReading(HOME, SHAKEN, 1_500, 2_100));

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1))
        .contains(
            "\"first_endpoint\":\"198.51.100.7:40000\"", "\"from\":\"2025-12-31T23:59:30.123Z\"");
  }

  @Test
  void eachSessionEndsWithTheDevice() {
    establish();
    sessions.onEvent(new JitEvent.DeviceChanged("wg7"));
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .contains("\"first_endpoint\":\"198.51.100.7:40000\"", "\"rx_bytes\":null")
        .endsWith("\"cause\":\"device_changed\"}");
    sessions.onEvent(new JitEvent.PeerLost(KEY, new PeerReading(HOME, SHAKEN, 1, 1)));
    assertThat(lines).hasSize(1);
  }

  private void silent(PeerReading reading) {
    sessions.onEvent(new JitEvent.PeerDisconnected(KEY, Disconnection.SILENT, reading));
  }

  @Test
  void whoNeverCompletedAHandshakeHadNoSession() {
    sessions.onEvent(new JitEvent.PeerInstalled(KEY, false));
    evictIdle(new PeerReading(HOME, null, 148, 92));
    assertThat(lines).isEmpty();
  }

  @Test
  void whoWasThereBeforeHasNoBeginning() {
    evict(new PeerReading(HOME, SHAKEN, 5, 6));
    assertThat(lines.get(0)).contains("\"first_endpoint\":null", "\"from\":null", "\"rx_bytes\":5");
  }

  @Test
  void aPeerThatIsInstalledAgainKeepsItsSession() {
    establish();
    sessions.onEvent(new JitEvent.PeerInstalled(KEY, true));
    evict(new PeerReading(HOME, SHAKEN, 5, 6));
    assertThat(lines.get(0)).contains("\"from\":\"2025");
  }

  @Test
  void aFileIsAppendedToAndOnlyItsOwnersToRead() throws Exception {
    Path path = folder.resolve("sessions.jsonl");
    try (SessionFile file = SessionFile.open(path)) {
      file.append("one");
    }
    try (SessionFile file = SessionFile.open(path)) {
      file.append("two");
      file.append("three");
    }
    assertThat(path).hasContent("one\ntwo\nthree");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFileThatWasMovedAwayIsMadeAnew() throws Exception {
    Path path = folder.resolve("sessions.jsonl");
    Path moved = folder.resolve("sessions.jsonl.1");
    try (SessionFile file = SessionFile.open(path)) {
      file.append("one");
      awaitContent(path, "one\n");
      Files.move(path, moved);
      file.append("two");
    }
    assertThat(moved).hasContent("one");
    assertThat(path).hasContent("two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void aWriteThatFailsIsToldAndTheNextOnesAreTried() throws Exception {
    Path path = folder.resolve("sub").resolve("sessions.jsonl");
    Files.createDirectory(path.getParent());
    Path away = folder.resolve("away");
    try (CapturedLog logged = CapturedLog.of(SessionFile.class);
        SessionFile file = SessionFile.open(path)) {
      Files.move(path.getParent(), away);
      file.append("lost");
      Await.until("the warning", () -> !logged.lines(Level.WARN).isEmpty());
      assertThat(logged.lines(Level.WARN))
          .singleElement()
          .asString()
          .startsWith("WARN sessions are missing in the session log")
          .contains("sessions=1", "NoSuchFileException");
      Files.move(away, path.getParent());
      file.append("kept");
    }
    assertThat(Files.readAllLines(path)).containsExactly("", "kept");
  }

  @Test
  void aFileThatCannotBeWrittenIsASentenceAtTheStart() {
    Path path = folder.resolve("none").resolve("sessions.jsonl");
    assertThatThrownBy(() -> SessionFile.open(path))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("the session log " + path + " cannot be written: ");
  }

  private static void awaitContent(Path path, String content) throws Exception {
    Await.until(content, () -> Files.readString(path).equals(content));
  }
}

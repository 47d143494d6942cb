package io.jitpeers.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {
  private static final String ALICE = "BuLsnjHgnWEG3mXzRt1ZrzirbcgC7/TgRr9vBRaJCiU=";
  private static final String BOB = "AbLsnjHgnWEG3mXzRt1ZrzirbcgC7/TgRr9vBRaJCiU=";

  @TempDir private Path folder;

  @Test
  void aSessionsTrafficEndsTwoMinutesAfterItsLatestHandshake() throws IOException {
    Clients clients =
        Recordings.sessionLogs(
            List.of(
                file(
                    session(ALICE, "\"2026-01-05T10:00:00Z\"", "2026-01-05T10:30:00Z", "10:15:00"),
                    session(BOB, "null", "2026-01-05T10:16:00Z", "10:15:30"))));

    assertThat(periods(clients, 0)).containsExactly("0-1020");
    // Its beginning is not known, and it was evicted before the two minutes were over.
    assertThat(periods(clients, 1)).containsExactly("930-960");
    assertThat(clients.seconds()).isEqualTo(1021);
  }

  @Test
  void sessionsOfAClientInSeveralLogsAreItsOwn() throws IOException {
    Path second = folder.resolve("second");
    Files.writeString(
        second, session(ALICE, "\"2026-01-05T09:00:00Z\"", "2026-01-05T09:20:00Z", "09:05:00"));

    Clients clients =
        Recordings.sessionLogs(
            List.of(
                file(
                    session(ALICE, "\"2026-01-05T10:00:00Z\"", "2026-01-05T10:30:00Z", "10:15:00")),
                second));

    assertThat(clients.count()).isEqualTo(1);
    assertThat(periods(clients, 0)).containsExactly("0-420", "3600-4620");
  }

  @Test
  void initiationsLastForTwoMinutes() throws IOException {
    Clients clients =
        Recordings.initiations(
            List.of(
                file(
                    "{\"frame\":1,\"source\":\"192.0.2.1:1\",\"public_key\":\""
                        + ALICE
                        + "\",\"tai64n\":\"40000000695b9d0a00000000\"}",
                    "{\"frame\":2,\"source\":\"192.0.2.9:1\",\"reject\":\"bad_mac1\"}",
                    "{\"frame\":3,\"source\":\"192.0.2.1:1\",\"public_key\":\""
                        + ALICE
                        + "\",\"tai64n\":\"40000000695b9d8200000000\"}")));

    assertThat(clients.count()).isEqualTo(1);
    assertThat(periods(clients, 0)).containsExactly("0-120", "120-240");
  }

  @Test
  void aClockThatIsWrongLeavesItsPeriodsOut() throws IOException {
    RecordedClients clients =
        Recordings.sessionLogs(
            List.of(
                file(
                    session(ALICE, "\"2026-01-05T10:00:00Z\"", "2026-01-05T10:30:00Z", "10:15:00"),
                    session(ALICE, "\"2026-01-05T11:00:00Z\"", "2026-01-05T11:30:00Z", "11:15:00"),
                    session(BOB, "\"1970-01-05T10:00:00Z\"", "2026-01-05T10:30:00Z", "10:15:00"))));

    assertThat(clients.count()).isEqualTo(1);
    assertThat(clients.leftOut()).isEqualTo(1);
  }

  @Test
  void aHistoryWhoseClockWasSetIsRefused() throws IOException {
    Path file = file("{\"series\":{\"day\":{\"points\":[[60000,1,0,1],[0,1,0,1]]}}}");

    assertThatThrownBy(() -> History.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the gateway's clock was set");
  }

  @Test
  void aHistoryOfManyDaysIsRefused() throws IOException {
    long step = 20 * 3_600_000L;
    Path file =
        file(
            "{\"series\":{\"day\":{\"points\":[[0,1,0,1],["
                + step
                + ",1,0,1],["
                + 2 * step
                + ",1,0,1],["
                + 3 * step
                + ",1,0,1]]}}}");

    assertThatThrownBy(() -> History.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the gateway's clock was set");
  }

  @Test
  void aHistoryWithAnEmptyPointIsRefused() throws IOException {
    Path file = file("{\"series\":{\"day\":{\"points\":[[]]}}}");

    assertThatThrownBy(() -> History.read(file)).isInstanceOf(IOException.class);
  }

  @Test
  void aHistoryNeedsMoreClientsThanWereResident() throws IOException {
    Path file = file("{\"series\":{\"day\":{\"points\":[[0,80,0,1],[60000,90,0,1]]}}}");
    History history = History.read(file);

    assertThatThrownBy(() -> new HistoryClients(history, 179, Duration.ofMinutes(10), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--clients must be at least twice the number of peers that were resident, 180");
  }

  @Test
  void aTimestampThatIsTooShortIsNamed() throws IOException {
    Path file = file("{\"public_key\":\"" + ALICE + "\",\"tai64n\":\"40\"}");

    assertThatThrownBy(() -> Recordings.initiations(List.of(file)))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ", line 1: \"40\" is not a TAI64N timestamp");
  }

  @Test
  void aWrongLineIsNamed() throws IOException {
    Path file = file("{\"peer\":\"" + ALICE + "\"}", "{\"peer\":");

    assertThatThrownBy(() -> Recordings.sessionLogs(List.of(file)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ", line 2 is not a JSON object: ");
  }

  @Test
  void aTimeThatIsNoneIsNamed() throws IOException {
    Path file = file(session(ALICE, "\"yesterday\"", "2026-01-05T10:30:00Z", "10:15:00"));

    assertThatThrownBy(() -> Recordings.sessionLogs(List.of(file)))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ", line 1: \"yesterday\" is not a time");
  }

  @Test
  void aFileWithoutTrafficIsRefused() throws IOException {
    Path file = file("{\"peer\":\"" + ALICE + "\",\"latest_handshake\":null}");

    assertThatThrownBy(() -> Recordings.sessionLogs(List.of(file)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no client with traffic in it");
  }

  @Test
  void aHistoryGivesClientsThatFitIt() throws IOException {
    StringBuilder points = new StringBuilder();
    int minutes = 600;
    for (int minute = 0; minute <= minutes; minute++) {
      // 60 installs in a minute, and 1,800 residents: each stays for half an hour.
      points.append(minute == 0 ? "" : ",").append("[").append(60_000L * minute);
      points.append(",1800,0,60,60,1.5,2.5]");
    }
    Path file =
        file(
            "{\"interfaces\":[{\"name\":\"wg0\",\"series\":{\"hour\":{\"points\":[[5,1,1,1,1,null,"
                + "null]]},\"day\":{\"interval_seconds\":60,\"points\":["
                + points
                + "]}}}]}");

    History history = History.read(file);
    HistoryClients clients = new HistoryClients(history, 50_000, Duration.ofMinutes(10), 1);
    SimulationResult again =
        SimulatedGateway.run(
            Trace.of(clients),
            new Plan(
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                Integer.MAX_VALUE,
                Duration.ofMinutes(3)));

    assertThat(history.meanStay()).isEqualTo(1800);
    assertThat(again.hotSet().size(500)).isBetween(1_500, 2_200);
  }

  @Test
  void aFileThatIsNoStatusIsRefused() throws IOException {
    Path file = file("{\"interfaces\":[]}");

    assertThatThrownBy(() -> History.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " has less than two points of a day in a \"series\"");
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("recorded"), List.of(lines));
  }

  private static String session(String key, String from, String to, String handshake) {
    return "{\"interface\":\"wg7\",\"peer\":\""
        + key
        + "\",\"first_endpoint\":null,\"last_endpoint\":null,\"from\":"
        + from
        + ",\"to\":\""
        + to
        + "\",\"latest_handshake\":\"2026-01-05T"
        + handshake
        + "Z\",\"rx_bytes\":180,\"tx_bytes\":92,\"cause\":\"idle\"}";
  }

  private static List<String> periods(Clients clients, int client) {
    List<String> periods = new ArrayList<>();
    clients.periods(client, (from, to) -> periods.add(from + "-" + to));
    return periods;
  }
}

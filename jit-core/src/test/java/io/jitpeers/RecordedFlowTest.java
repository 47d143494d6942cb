package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.event.Stage;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.PrivateKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording of JDK Flight Recorder, read from its file. */
class RecordedFlowTest {
  @TempDir private Path directory;

  private List<RecordedEvent> events(Recording recording, String type) throws Exception {
    Path file = directory.resolve(type + ".jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("io.jitpeers." + type))
        .toList();
  }

  private static Recording started() {
    Recording recording = new Recording();
    recording.enable("io.jitpeers.Stage");
    recording.start();
    return recording;
  }

  @Test
  void aProvisioningIsRecordedWithItsStages() throws Exception {
    try (Recording recording = started();
        Harness h = Harness.setup().start()) {
      h.control.answeringByHand();
      PrivateKey client = h.newClient();
      h.send(client);
      h.time.advance(Duration.ofMillis(3));
      h.stages.runOpener();
      h.time.advance(Duration.ofMillis(40));
      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.time.advance(Duration.ofMillis(5));
      h.stages.runAll();

      List<RecordedEvent> provisionings = events(recording, "Provisioning");
      assertThat(provisionings).hasSize(1);
      RecordedEvent one = provisionings.get(0);
      assertThat(one.getString("outcome")).isEqualTo("installed");
      assertThat(one.getString("trigger")).isEqualTo("initiation");
      assertThat(one.getBoolean("again")).isFalse();
      assertThat(one.getString("lookup")).isEqualTo("found");
      assertThat(one.getDuration("sinceCapture")).isEqualTo(Duration.ofMillis(3));
      assertThat(one.getDuration("lookupTook")).isEqualTo(Duration.ofMillis(40));
      assertThat(one.getDuration("installTook")).isEqualTo(Duration.ofMillis(5));
      assertThat(one.getDuration().isNegative()).isFalse();
      List<RecordedEvent> stages = events(recording, "Stage");
      assertThat(stages)
          .extracting(event -> event.getString("stage"))
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(Stage.values()).map(Stage::label).toList());
      assertThat(provisionings.toString() + stages)
          .doesNotContain(client.publicKey().toBase64(), client.publicKey().toHex())
          .doesNotContain("198.51.100.7");
    }
  }

  @Test
  void aProvisioningThatFailsHasItsOutcome() throws Exception {
    try (Recording recording = started();
        Harness h = Harness.setup().start()) {
      h.sendAndRun(h.newClient());

      assertThat(events(recording, "Provisioning"))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getString("outcome")).isEqualTo("not_found");
                assertThat(event.getString("lookup")).isEqualTo("not.found");
              });
    }
  }

  @Test
  void aSweepIsRecorded() throws Exception {
    try (Recording recording = started();
        Harness h = Harness.setup().start()) {
      h.sendAndRun(h.knownClient(1));
      h.sendAndRun(h.knownClient(2));
      h.time.advance(Duration.ofMinutes(3));
      var report = h.orchestrator.evictNow();
      h.stages.runAll();
      int evicted = report.join().evictedInAll();
      assertThat(evicted).as("peers without a handshake").isEqualTo(2);

      List<RecordedEvent> sweeps = events(recording, "Sweep");
      RecordedEvent last = sweeps.get(sweeps.size() - 1);
      assertThat(last.getBoolean("failed")).isFalse();
      assertThat(last.getBoolean("dryRun")).isFalse();
      assertThat(last.getBoolean("complete")).isTrue();
      assertThat(sweeps.stream().mapToInt(event -> event.getInt("evicted")).sum()).isEqualTo(2);
      assertThat(last.getInt("resident")).isZero();
    }
  }

  @Test
  void aSweepThatFailsIsRecordedAsFailed() throws Exception {
    RaceRig.Rig rig = new RaceRig.Rig();
    rig.setup.policy =
        view -> {
          throw new IllegalStateException("a broken policy");
        };
    try (Recording recording = started();
        Harness h = rig.start()) {
      var report = h.orchestrator.evictNow();
      h.stages.runAll();
      assertThatThrownBy(report::join).isInstanceOf(CompletionException.class);

      assertThat(events(recording, "Sweep"))
          .isNotEmpty()
          .allSatisfy(event -> assertThat(event.getBoolean("failed")).isTrue());
    }
  }
}

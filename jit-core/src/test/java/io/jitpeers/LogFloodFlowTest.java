package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.TestPacket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A failure of each packet is not logged for each packet, so a flood does not fill the log. */
class LogFloodFlowTest {
  private static final int PACKETS = 500;

  /** One line per 10 s and kind of failure; 500 packets take half a second. */
  private static final int MOST_LINES = 3;

  private static void flood(RaceRig.Rig rig, Consumer<Harness> breaks) throws StoreException {
    try (Harness h = rig.start();
        CapturedLog log = CapturedLog.ofAll()) {
      breaks.accept(h);
      for (int i = 1; i <= PACKETS; i++) {
        TestPacket packet = h.sendAndRun(h.knownClient(i));
        assertThat(packet.outcome()).isNotNull();
      }
      assertThat(log.lines(Level.WARN)).hasSizeBetween(1, MOST_LINES);

      h.time.advance(Duration.ofSeconds(11));
      h.sendAndRun(h.knownClient(PACKETS + 1));
      assertThat(log.lines(Level.WARN))
          .as("how many there were is told")
          .anyMatch(line -> line.contains((PACKETS - 1) + " "));
    }
  }

  @Test
  void ofAListenerThatThrows() throws Exception {
    flood(
        new RaceRig.Rig(),
        h ->
            h.orchestrator.addListener(
                event -> {
                  throw new IllegalStateException("on purpose");
                }));
  }

  @Test
  void ofAnInterfaceThatIsGone() throws Exception {
    RaceRig.Rig rig = new RaceRig.Rig();
    flood(rig, h -> rig.store.installFailure = new StoreException("install peers: No such device"));
  }

  @Test
  void ofAStoreThatBreaks() throws Exception {
    RaceRig.Rig rig = new RaceRig.Rig();
    flood(
        rig,
        h ->
            rig.store.duringInstall =
                () -> {
                  throw new IllegalStateException("on purpose");
                });
  }

  @Test
  void ofAConfigSourceThatThrows() throws Exception {
    flood(
        new RaceRig.Rig(),
        h ->
            h.control.answering(
                key -> {
                  throw new IllegalStateException("on purpose");
                }));
  }

  @Test
  void ofAReplayMemoryThatThrows() throws Exception {
    RaceRig.Rig rig = new RaceRig.Rig();
    ReplayMemory broken =
        (key, timestamp) -> {
          throw new IllegalStateException("on purpose");
        };
    rig.setup.replayMemory = broken;
    flood(rig, h -> {});
  }

  @Test
  void ofAReplayMemoryThatFails() throws Exception {
    RaceRig.Rig rig = new RaceRig.Rig();
    rig.setup.replayMemory =
        (key, timestamp) -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
    flood(rig, h -> {});
  }
}

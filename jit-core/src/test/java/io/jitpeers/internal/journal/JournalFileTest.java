package io.jitpeers.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import ch.qos.logback.classic.Level;
import com.google.common.util.concurrent.MoreExecutors;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.internal.records.FileFormat;
import io.jitpeers.internal.records.StateDirectory;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.testing.CapturedLog;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many peers, failing disks, damaged files. */
class JournalFileTest extends JournalFixture {
  @Test
  void aFullDiskIsToldOnceAMinuteAndWrittenToWhenThereIsRoom() throws Exception {
    try (CapturedLog log = CapturedLog.of(FileJournal.class)) {
      journal.installed(Peers.config(1), null);
      disk.fill(0);
      for (int i = 2; i < 10; i++) {
        journal.installed(Peers.config(i), null);
      }
      assertThat(journal.isHealthy()).isFalse();
      assertThat(journal.failures()).isEqualTo(1);
      assertThat(journal.find(Peers.key(9))).isPresent();
      time.advance(FileJournal.QUIET.minus(Duration.ofSeconds(1)));
      assertThat(journal.failures()).isEqualTo(12);
      assertThat(log.messages(Level.ERROR)).hasSize(1);
      time.advance(FileJournal.RETRY);
      assertThat(log.messages(Level.ERROR)).hasSize(2);
      assertThat(journal.flush(Duration.ofMinutes(1))).isFalse();

      disk.free();
      time.advance(FileJournal.RETRY);
      assertThat(journal.isHealthy()).isTrue();
      assertThat(journal.flush(Duration.ofMinutes(1))).isTrue();
      restart();
      assertThat(journal.size()).isEqualTo(9);
    }
  }

  @Test
  void whatWaitsIsBounded() throws Exception {
    disk.fill(0);
    for (int i = 0; i < FileJournal.MAX_PENDING + 10; i++) {
      journal.installed(Peers.config(i), null);
    }
    assertThat(journal.dropped()).isEqualTo(10);
    assertThat(journal.find(Peers.key(0))).isEmpty();
    disk.free();
    time.advance(FileJournal.RETRY);
    assertThat(journal.size()).isEqualTo(FileJournal.MAX_PENDING);
  }

  @Test
  void manyChangesOfFewPeersDoNotMakeALongFile() throws Exception {
    for (int round = 0; round < 3_000; round++) {
      for (int i = 0; i < 10; i++) {
        journal.installed(Peers.config(i), "v" + round);
      }
    }
    assertThat(Files.size(file())).isLessThan(2L * JournalFile.FEW * 150);
    restart();
    assertThat(journal.size()).isEqualTo(10);
    assertThat(journal.find(Peers.key(3)).orElseThrow().validator()).hasValue("v2999");
  }

  @Test
  void aCompactionThatFailsIsCountedAndTheJournalGoesOn() throws Exception {
    disk.deny();
    for (int round = 0; round < 3 * JournalFile.FEW; round++) {
      journal.installed(Peers.config(1), "v" + round);
    }
    assertThat(journal.failures()).isEqualTo(2);
    restart();
    assertThat(entry().validator()).hasValue("v" + (3 * JournalFile.FEW - 1));
  }

  @Test
  void aHundredThousandPeersAreFoundAgain() throws Exception {
    for (int i = 0; i < 100_000; i++) {
      holding = true;
      journal.installed(Peers.config(i), "\"0123456789abcdef\"");
      if (i % 10_000 == 9_999) {
        release();
      }
    }
    restart();
    assertThat(journal.size()).isEqualTo(100_000);
    assertThat(journal.find(Peers.key(99_999)).orElseThrow().differences(Peers.config(99_999)))
        .isEmpty();
    int[] count = {0};
    journal.forEach(each -> count[0]++);
    assertThat(count[0]).isEqualTo(100_000);
  }

  @Test
  void aFileOfAnotherVersionIsSetAside() throws Exception {
    journal.installed(full(), null);
    journal.close();
    byte[] bytes = Files.readAllBytes(file());
    bytes[9] = 77;
    Files.write(file(), bytes);
    try (CapturedLog log = CapturedLog.of(JournalFile.class)) {
      open();
      assertThat(log.messages(Level.WARN))
          .singleElement()
          .asString()
          .contains("it has version 77", "unreadable");
    }
    assertThat(journal.size()).isZero();
    assertThat(folder.resolve(file().getFileName() + ".unreadable")).hasBinaryContent(bytes);
  }

  @Test
  void damageIsToldAndLosesOnlyWhatItHit() throws Exception {
    for (int i = 1; i <= 4; i++) {
      journal.installed(Peers.config(i), null);
    }
    journal.close();
    byte[] bytes = Files.readAllBytes(file());
    int record = (bytes.length - 64) / 4;
    bytes[64 + record + 30] ^= 1;
    Files.write(file(), Arrays.copyOf(bytes, bytes.length - 1));
    try (CapturedLog log = CapturedLog.of(JournalFile.class)) {
      open();
      assertThat(log.lines(Level.INFO)).hasSize(2);
    }
    assertThat(journal.find(Peers.key(1))).isPresent();
    assertThat(journal.find(Peers.key(3))).isPresent();
    assertThat(journal.size()).isEqualTo(2);
  }

  @Test
  void aSecondGatewayOnTheSameDeviceIsRefused() {
    assertThatIOException()
        .isThrownBy(() -> open(MoreExecutors.directExecutor()))
        .withMessageContaining("is in use by another gateway");
  }

  @Test
  void onItsOwnThreadItWritesWhatCloseWaitsFor() throws Exception {
    journal.close();
    StateDirectory directory = StateDirectory.open(folder);
    try (PeerJournal own =
        FileJournal.open(
            directory, DEVICE, time, time, FileFormat.newSalt(new Random(1)), new StageWatch())) {
      for (int i = 0; i < 1000; i++) {
        own.installed(Peers.config(i), null);
      }
    }
    open();
    assertThat(journal.size()).isEqualTo(1000);
    journal.close();
    journal.installed(full(), null); // Has no effect.
    open();
    assertThat(journal.size()).isEqualTo(1000);
  }
}

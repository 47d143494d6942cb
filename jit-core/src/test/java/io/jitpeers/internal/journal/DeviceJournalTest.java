package io.jitpeers.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal of a device whose key changes while its peers stay on the device. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DeviceJournalTest {
  private static final PublicKey FIRST = Peers.key(1_000_001);
  private static final PublicKey SECOND = Peers.key(1_000_002);
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;
  private final ManualTime time = new ManualTime();
  private DeviceJournal journal;

  @BeforeEach
  void create() {
    journal = journal(1);
  }

  private DeviceJournal journal(int seed) {
    return new DeviceJournal(Optional.of(folder), time, time, new Random(seed), new StageWatch());
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void theJournalOfTheNewKeyHasTheEntriesOfTheOldOne() {
    PeerConfig config = JournalFixture.full();
    journal.open(FIRST);
    journal.installed(config, "\"etag\"");

    journal.open(SECOND);

    JournalEntry entry = journal.find(config.publicKey()).orElseThrow();
    assertThat(entry.validator()).contains("\"etag\"");
    assertThat(entry.differences(config)).isEmpty();
    PeerConfig other = config.toBuilder().persistentKeepaliveSeconds(7).build();
    assertThat(entry.differences(other)).containsExactly(ConfigPart.PERSISTENT_KEEPALIVE);
  }

  /** Another process opens the file of the new key only. */
  @Test
  void theEntriesOutliveTheProcess() {
    PeerConfig config = JournalFixture.full();
    journal.open(FIRST);
    journal.installed(config, null);
    journal.open(SECOND);
    journal.close();

    try (DeviceJournal restarted = journal(2)) {
      restarted.open(SECOND);
      assertThat(restarted.find(config.publicKey()).orElseThrow().differences(config)).isEmpty();
    }
  }

  /** The digests in a file of an earlier time have another salt, so they cannot be compared. */
  @Test
  void aKeyThatTheDeviceHadBeforeKeepsItsFileAndGetsTheEntries() {
    PeerConfig config = JournalFixture.full();
    try (DeviceJournal earlier = journal(3)) {
      earlier.open(SECOND);
      earlier.installed(Peers.config(5), null);
    }
    journal.open(FIRST);
    journal.installed(config, null);
    journal.open(SECOND);

    assertThat(journal.find(Peers.key(5))).isPresent();
    restartedOn(
        SECOND,
        restarted ->
            assertThat(restarted.find(config.publicKey()).orElseThrow().differences(config))
                .contains(ConfigPart.ALLOWED_IPS, ConfigPart.PRESHARED_KEY, ConfigPart.ENDPOINT));
  }

  private void restartedOn(PublicKey device, Consumer<DeviceJournal> check) {
    journal.close();
    try (DeviceJournal restarted = journal(4)) {
      restarted.open(device);
      check.accept(restarted);
    }
  }

  /** More entries than {@link FileJournal} writes at once, and more than may wait to be written. */
  @Test
  void allEntriesOfALargeJournalAreTakenOver() {
    int peers = FileJournal.MAX_PENDING + 5000;
    journal.open(FIRST);
    for (int i = 0; i < peers; i++) {
      journal.installed(Peers.config(i), null);
      if (i % 4096 == 0) {
        assertThat(journal.flush(LONG)).isTrue();
      }
    }

    journal.open(SECOND);

    assertThat(journal.flush(LONG)).isTrue();
    assertThat(journal.size()).isEqualTo(peers);
    assertThat(journal.dropped()).isZero();
  }

  @Test
  void noChangeIsLostWhileTheKeyChanges() throws Exception {
    int threads = 4;
    int each = 500;
    journal.open(FIRST);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch begun = new CountDownLatch(threads);
      List<Future<?>> installs = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int from = thread * each;
        installs.add(
            pool.submit(
                () -> {
                  for (int i = from; i < from + each; i++) {
                    journal.installed(Peers.config(i), null);
                    if (i == from) {
                      begun.countDown();
                    }
                  }
                }));
      }
      begun.await();
      for (int key = 0; key < 8; key++) {
        journal.open(key % 2 == 0 ? SECOND : FIRST);
      }
      for (Future<?> install : installs) {
        install.get();
      }
    } finally {
      pool.shutdownNow();
    }
    for (int i = 0; i < threads * each; i++) {
      assertThat(journal.find(Peers.key(i))).as("peer %s", i).isPresent();
    }
  }

  /** What leaves the device while the entries are copied is not in the new journal. */
  @Test
  void noRemovalIsLostWhileTheKeyChanges() throws Exception {
    int peers = 2000;
    journal.open(FIRST);
    for (int i = 0; i < peers; i++) {
      journal.installed(Peers.config(i), null);
    }
    assertThat(journal.flush(LONG)).isTrue();
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch begun = new CountDownLatch(1);
      Future<?> removals =
          pool.submit(
              () -> {
                for (int i = 0; i < peers; i++) {
                  journal.removed(Peers.key(i));
                  begun.countDown();
                }
              });
      begun.await();
      for (int key = 0; key < 4; key++) {
        journal.open(Peers.key(2_000_000 + key));
      }
      removals.get();
    } finally {
      pool.shutdownNow();
    }
    for (int i = 0; i < peers; i++) {
      assertThat(journal.find(Peers.key(i))).as("peer %s", i).isEmpty();
    }
  }

  @Test
  void aJournalThatCannotBeOpenedLeavesNoneOpen() throws Exception {
    journal.open(FIRST);
    journal.installed(Peers.config(1), null);
    Files.createDirectory(folder.resolve("peers-" + SECOND.toHex()));

    assertThatThrownBy(() -> journal.open(SECOND)).isInstanceOf(UncheckedIOException.class);

    journal.installed(Peers.config(2), null); // Has no effect.
    assertThat(journal.find(Peers.key(2))).isEmpty();
    journal.open(FIRST); // The first journal was closed, so its file is free.
    assertThat(journal.find(Peers.key(1))).isPresent();
  }
}

package io.jitpeers.internal.journal;

import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.internal.records.FaultyDisk;
import io.jitpeers.internal.records.FileFormat;
import io.jitpeers.internal.records.StateDirectory;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal on a disk, a clock and a thread that the test controls. */
abstract class JournalFixture {
  static final PublicKey DEVICE = Peers.key(1_000_000);
  static final PublicKey KEY = Peers.key(1);

  @TempDir Path folder;
  final ManualTime time = new ManualTime();
  final FaultyDisk disk = new FaultyDisk();
  final List<Runnable> held = new ArrayList<>();
  boolean holding;
  PeerJournal journal;

  @BeforeEach
  void open() throws IOException {
    journal = open(this::writeUnlessHeld);
  }

  void writeUnlessHeld(Runnable task) {
    if (holding) {
      held.add(task);
    } else {
      task.run();
    }
  }

  void release() {
    holding = false;
    held.forEach(Runnable::run);
    held.clear();
  }

  @AfterEach
  void close() {
    journal.close();
  }

  PeerJournal open(Executor writer) throws IOException {
    return FileJournal.open(
        disk,
        StateDirectory.open(folder),
        DEVICE,
        time,
        time,
        FileFormat.newSalt(new Random(77)),
        writer,
        () -> {});
  }

  void restart() throws IOException {
    journal.close();
    open();
  }

  Path file() {
    return folder.resolve("peers-" + DEVICE.toHex());
  }

  static PresharedKey secret(int number) {
    byte[] bytes = new byte[32];
    new Random(number).nextBytes(bytes);
    return PresharedKey.ofBytes(bytes);
  }

  static PeerConfig full() {
    return PeerConfig.builder(KEY)
        .allowedIps(Peers.prefixes("10.0.0.1", "2001:db8::/64"))
        .presharedKey(secret(1))
        .endpoint(new InetSocketAddress("192.0.2.1", 51820))
        .persistentKeepaliveSeconds(25)
        .expiresAt(Instant.parse("2030-01-01T00:00:00.5Z"))
        .build();
  }

  JournalEntry entry() {
    return journal.find(KEY).orElseThrow();
  }
}

package io.jitpeers.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import com.google.common.util.concurrent.MoreExecutors;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.internal.records.FileFormat;
import io.jitpeers.internal.records.StateDirectory;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the journal stores, and which differences it detects. */
class PeerJournalTest extends JournalFixture {
  @Test
  void whatWasInstalledIsKnownAfterARestart() throws Exception {
    journal.installed(full(), "\"v1\"");
    journal.installed(Peers.config(2), null);
    for (int restarts = 0; restarts < 2; restarts++) {
      assertThat(journal.size()).isEqualTo(2);
      assertThat(entry().key()).isEqualTo(KEY);
      assertThat(entry().validator()).hasValue("\"v1\"");
      assertThat(entry().expiresAt()).hasValue(Instant.parse("2030-01-01T00:00:00Z"));
      assertThat(entry().confirmedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
      assertThat(entry().differences(full())).isEmpty();
      JournalEntry second = journal.find(Peers.key(2)).orElseThrow();
      assertThat(second.validator()).isEmpty();
      assertThat(second.expiresAt()).isEmpty();
      assertThat(second.differences(Peers.config(2))).isEmpty();
      assertThat(journal.find(Peers.key(3))).isEmpty();
      restart();
    }
  }

  @Test
  void tellsWhichPartsDiffer() {
    journal.installed(full(), null);
    assertThat(entry().differences(full().toBuilder().allowedIp(Peers.ip(9)).build()))
        .containsExactly(ConfigPart.ALLOWED_IPS);
    assertThat(entry().differences(full().toBuilder().presharedKey(secret(2)).build()))
        .containsExactly(ConfigPart.PRESHARED_KEY);
    assertThat(entry().differences(full().withEndpoint(new InetSocketAddress("192.0.2.1", 51821))))
        .containsExactly(ConfigPart.ENDPOINT);
    assertThat(entry().differences(full().toBuilder().persistentKeepaliveSeconds(0).build()))
        .containsExactly(ConfigPart.PERSISTENT_KEEPALIVE);
    assertThat(entry().differences(full().toBuilder().expiresAt(Instant.EPOCH).build()))
        .containsExactly(ConfigPart.EXPIRY);
    assertThat(entry().differences(PeerConfig.builder(KEY).build()))
        .containsExactlyInAnyOrder(ConfigPart.values());
  }

  @Test
  void whatIsTheSameToTheDataPlaneDoesNotDiffer() {
    PeerConfig.Builder some = PeerConfig.builder(KEY);
    journal.installed(some.allowedIps(Peers.prefixes("10.0.0.1", "10.0.0.2")).build(), null);
    PresharedKey none = PresharedKey.ofBytes(new byte[32]);
    List<IpPrefix> otherOrder = Peers.prefixes("10.0.0.2", "10.0.0.1", "10.0.0.2");
    assertThat(
            entry()
                .differences(
                    PeerConfig.builder(KEY).allowedIps(otherOrder).presharedKey(none).build()))
        .isEmpty();
  }

  @Test
  void noSecretIsOnDisk() throws Exception {
    journal.installed(full(), "v");
    journal.close();
    byte[] bytes = Files.readAllBytes(file());
    byte[] key = secret(1).toBytes();
    assertThat(Bytes.indexOf(bytes, KEY.toBytes())).isNotNegative();
    for (int from = 0; from <= key.length - 4; from++) {
      assertThat(Bytes.indexOf(bytes, Arrays.copyOfRange(key, from, from + 4))).isNegative();
    }
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
        .doesNotContain(Base64.getEncoder().encodeToString(key));
  }

  @Test
  void theSameConfigLooksDifferentInAnotherFile() throws Exception {
    journal.installed(full(), null);
    byte[] first = ((FileJournal) journal).find(KEY).orElseThrow().digests();
    try (PeerJournal other =
        FileJournal.open(
            disk,
            StateDirectory.open(folder),
            Peers.key(7),
            time,
            time,
            FileFormat.newSalt(new Random(2)),
            MoreExecutors.directExecutor(),
            () -> {})) {
      assertThat(other.size()).isZero();
      other.installed(full(), null);
      assertThat(other.find(KEY).orElseThrow().digests()).isNotEqualTo(first);
    }
  }

  @Test
  void aRemovedPeerIsForgotten() throws Exception {
    journal.installed(full(), null);
    journal.removed(KEY);
    assertThat(journal.find(KEY)).isEmpty();
    restart();
    assertThat(journal.find(KEY)).isEmpty();
    assertThat(journal.size()).isZero();
    long length = Files.size(file());
    journal.removed(KEY); // There is nothing to record.
    assertThat(file()).hasSize(length);
  }

  @Test
  void aConfirmationIsWrittenOnceAnHourUnlessItsValidatorIsNew() throws Exception {
    journal.installed(full(), "v1");
    Instant installed = time.wallTime();
    long length = Files.size(file());
    for (int i = 0; i < 11; i++) {
      time.advance(Duration.ofMinutes(5));
      journal.confirmed(KEY, "v1");
    }
    assertThat(file()).hasSize(length);
    assertThat(entry().confirmedAt()).isEqualTo(installed);
    journal.confirmed(KEY, "v2");
    assertThat(entry().validator()).hasValue("v2");
    assertThat(entry().confirmedAt()).isEqualTo(time.wallTime());
    time.advance(Duration.ofHours(1));
    journal.confirmed(KEY, "v2");
    restart();
    assertThat(entry().confirmedAt()).isEqualTo(time.wallTime());
    assertThat(entry().differences(full())).isEmpty();
    assertThat(entry().expiresAt()).isPresent();
  }

  @Test
  void whatIsNotThereCannotBeConfirmed() {
    journal.confirmed(KEY, "v");
    assertThat(journal.find(KEY)).isEmpty();
  }

  @Test
  void aValidatorThatIsTooLongIsNotRemembered() {
    String longest = "é".repeat(JournalEntry.MAX_VALIDATOR_BYTES / 2);
    journal.installed(full(), longest);
    assertThat(entry().validator()).hasValue(longest);
    journal.installed(full(), longest + "x");
    assertThat(entry().validator()).isEmpty();
    journal.installed(full(), "short");
    journal.confirmed(KEY, longest + "x");
    assertThat(entry().validator()).isEmpty();
  }

  @Test
  void whatWaitsToBeWrittenIsKnownAlready() {
    holding = true;
    journal.installed(full(), "v1");
    journal.confirmed(KEY, "v2");
    assertThat(entry().validator()).hasValue("v2");
    assertThat(journal.size()).isZero();
    List<PublicKey> all = new ArrayList<>();
    journal.forEach(each -> all.add(each.key()));
    assertThat(all).containsExactly(KEY);
    journal.removed(KEY);
    journal.confirmed(KEY, "v3");
    assertThat(journal.find(KEY)).isEmpty();
    assertThat(held).hasSize(1);
    release();
    assertThat(file()).hasSize(64); // There is one change per peer, and this one is not news.
  }

  /** The disk is slow, so the confirmations still wait to be written when it is their turn. */
  @Test
  void forEachAlsoPassesPeersThatAreConfirmedMeanwhile() {
    for (int i = 1; i <= 3; i++) {
      journal.installed(Peers.config(i), null);
    }
    holding = true;
    List<PublicKey> all = new ArrayList<>();
    journal.forEach(
        each -> {
          all.add(each.key());
          for (int i = 1; i <= 3; i++) {
            journal.confirmed(Peers.key(i), "\"new\"");
          }
        });
    release();
    assertThat(all).containsExactlyInAnyOrder(Peers.key(1), Peers.key(2), Peers.key(3));
  }

  @Test
  void forEachPassesEachPeerOnce() {
    Set<PublicKey> expected = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      journal.installed(Peers.config(i), null);
      journal.installed(Peers.config(i), "again");
      expected.add(Peers.key(i));
    }
    for (int i = 0; i < 1000; i += 3) {
      journal.removed(Peers.key(i));
      expected.remove(Peers.key(i));
    }
    List<PublicKey> all = new ArrayList<>();
    journal.forEach(
        each -> {
          all.add(each.key());
          journal.removed(each.key());
        });
    assertThat(all).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
    assertThat(journal.size()).isZero();
  }

  @Test
  void aDestroyedKeyIsCountedAndThrowsNothing() {
    PresharedKey secret = secret(1);
    PeerConfig config = PeerConfig.builder(KEY).presharedKey(secret).build();
    secret.destroy();
    journal.installed(config, null);
    assertThat(journal.failures()).isEqualTo(1);
    assertThat(journal.find(KEY)).isEmpty();
  }

  @Test
  void withoutADirectoryNothingIsRemembered() {
    try (PeerJournal none = PeerJournal.none()) {
      none.installed(full(), null);
      none.confirmed(KEY, null);
      none.removed(KEY);
      none.forEach(each -> {});
      assertThat(none.find(KEY)).isEmpty();
      assertThat(none.size()).isZero();
      assertThat(none.isHealthy()).isTrue();
      assertThat(none.flush(Duration.ZERO)).isTrue();
      assertThat(none.failures() + none.dropped()).isZero();
    }
  }
}

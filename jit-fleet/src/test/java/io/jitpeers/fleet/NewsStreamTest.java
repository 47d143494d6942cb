package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.FleetListener;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What members of a fleet announce through a real redis-server. */
@Tag("redis")
@Timeout(300)
class NewsStreamTest {
  @TempDir private Path folder;
  private final PublicKey key = PrivateKey.generate(new SecureRandom()).publicKey();

  /** A member that listens. */
  private static final class Member implements FleetListener, AutoCloseable {
    final List<String> heard = new CopyOnWriteArrayList<>();
    final RedisFleet fleet;

    Member(RedisServer server) throws Exception {
      fleet = new RedisFleet(RedisFleetOptions.builder(server.url()).build());
      FleetProbe.start(fleet);
      fleet.watch(this);
    }

    @Override
    public void changed(PublicKey key) {
      heard.add("changed " + key);
    }

    @Override
    public void missed() {
      heard.add("missed");
    }

    @Override
    public void revoked(PublicKey key) {
      heard.add("revoked " + key);
    }

    void await(String news) throws Exception {
      Await.until(() -> "heard " + heard + ", wants " + news, () -> heard.contains(news));
    }

    @Override
    public void close() {
      fleet.close();
    }
  }

  private static void revoke(Member member, PublicKey key) throws Exception {
    member.fleet.revoke(key).toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  /** Waits until the members listen. They do not hear what was announced before. */
  private static void awaitListening(Member... members) throws Exception {
    for (Member member : members) {
      awaitRevocation(members[0], member);
      member.heard.clear();
    }
  }

  /** Revokes keys through one member until another member hears of a revocation. */
  private static void awaitRevocation(Member by, Member member) throws Exception {
    Await.until(
        "it listens",
        () -> {
          revoke(by, PrivateKey.generate(new SecureRandom()).publicKey());
          return member.heard.stream().anyMatch(news -> news.startsWith("revoked"));
        });
    // The first thing that a member hears is that it has missed what was before.
    assertThat(member.heard.get(0)).isEqualTo("missed");
  }

  @Test
  void aChangeReachesTheOthersButNotItsSender() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        Member one = new Member(server);
        Member other = new Member(server)) {
      awaitListening(one, other);
      one.fleet.announceChange(key);
      one.fleet.announceMissed();
      other.await("changed " + key);
      other.await("missed");
      revoke(one, key);
      one.await("revoked " + key);
      assertThat(one.heard).doesNotContain("changed " + key, "missed");
    }
  }

  @Test
  void aRevocationReachesAll() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        Member one = new Member(server);
        Member other = new Member(server)) {
      awaitListening(one, other);
      revoke(one, key);
      one.await("revoked " + key);
      other.await("revoked " + key);
    }
  }

  @Test
  void oldNewsIsNotHeard() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        Member one = new Member(server)) {
      revoke(one, key);
      try (Member late = new Member(server)) {
        awaitRevocation(one, late);
        assertThat(late.heard).doesNotContain("revoked " + key);
      }
    }
  }

  @Test
  void whoWasAwayReadsOn() throws Exception {
    try (RedisServer server = RedisServer.start(folder, "--timeout", "0");
        Member one = new Member(server);
        Member away = new Member(server)) {
      awaitListening(one, away);
      // One connection does both, so that no member is connected when the entry is added.
      String killed =
          server.command(
              "CLIENT KILL TYPE normal SKIPME yes\r\n"
                  + "XADD jit:news * kind revoked from 0123456789abcdef key "
                  + "k".repeat(32));
      assertThat(killed).startsWith(":");
      String revoked =
          "revoked " + PublicKey.ofBytes("k".repeat(32).getBytes(StandardCharsets.US_ASCII));
      away.await(revoked);
      one.await(revoked);
      assertThat(away.heard).doesNotContain("missed");
    }
  }

  @Test
  void whoMissedSomethingIsTold() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        Member one = new Member(server);
        Member away = new Member(server)) {
      awaitListening(one, away);
      server.kill();
      server.startAgain();
      away.await("missed");
      one.await("missed");
      Await.until("it can announce", () -> one.fleet.isReachable());
      revoke(one, key);
      away.await("revoked " + key);
    }
  }

  @Test
  void whatIsNotUnderstoodIsSkipped() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        Member one = new Member(server)) {
      awaitListening(one);
      server.command("XADD jit:news * kind renamed from 0123456789abcdef key " + "k".repeat(32));
      server.command("XADD jit:news * kind changed from 0123456789abcdef key short");
      server.command("XADD jit:news * something else");
      server.command("XADD jit:news * kind changed from 0123456789abcdef");
      revoke(one, key);
      one.await("revoked " + key);
    }
  }

  @Test
  void manyArriveInOrder() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        Member one = new Member(server);
        Member other = new Member(server)) {
      awaitListening(one, other);
      List<String> expected = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        PublicKey next = PrivateKey.generate(new SecureRandom()).publicKey();
        expected.add("changed " + next);
        one.fleet.announceChange(next);
      }
      other.await(expected.get(1_999));
      assertThat(other.heard.stream().filter(news -> news.startsWith("changed")))
          .containsExactlyElementsOf(expected);
      assertThat(other.heard).doesNotContain("missed");
    }
  }
}

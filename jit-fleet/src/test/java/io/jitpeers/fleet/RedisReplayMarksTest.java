package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.spi.SharedReplayMarks.Advance;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.contract.SharedReplayMarksContract;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marks in a real redis-server. */
@Tag("redis")
class RedisReplayMarksTest extends SharedReplayMarksContract {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private static Path folder;
  private static RedisServer server;
  private static Fleet fleet;

  private final PublicKey key = PrivateKey.generate(new SecureRandom()).publicKey();

  @BeforeAll
  static void connect() throws Exception {
    server = RedisServer.start(folder);
    fleet =
        new RedisFleet(
            RedisFleetOptions.builder(server.url())
                .prefix("test:")
                .keep(Duration.ofDays(1))
                .keepStrangers(Duration.ofHours(1))
                .build());
    FleetProbe.start(fleet);
  }

  @AfterAll
  static void end() throws Exception {
    fleet.close();
    server.close();
  }

  @Override
  protected SharedReplayMarks marks() {
    return fleet.replayMarks();
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private void advance(int seconds, boolean known) throws Exception {
    Tai64n timestamp = Tai64n.of(NOW.plusSeconds(seconds));
    answer(marks().advance(new Advance(key, timestamp, known, Duration.ofDays(1))));
  }

  /** Returns how many seconds the key's mark lives. */
  private long life() {
    StringBuilder name = new StringBuilder("test:m:");
    for (byte one : key.toBytes()) {
      name.append(String.format("\\x%02x", one));
    }
    String answer = server.command("TTL \"" + name + "\"");
    return Long.parseLong(answer.substring(1).strip());
  }

  @Test
  void theMarkOfAStrangerLivesShort() throws Exception {
    advance(0, false);
    assertThat(life()).isBetween(1L, 3_600L);
  }

  @Test
  void theMarkOfAKnownKeyLivesLong() throws Exception {
    advance(0, true);
    assertThat(life()).isBetween(3_601L, 86_400L);
    advance(1, false);
    assertThat(life()).isBetween(3_601L, 86_400L);
  }

  @Test
  void aStrangerThatBecomesKnownLivesLong() throws Exception {
    advance(0, false);
    answer(marks().protect(key));
    assertThat(life()).isBetween(3_601L, 86_400L);
    answer(marks().epoch(key, 4, false));
    assertThat(life()).as("after an epoch").isBetween(3_601L, 86_400L);
    answer(marks().forget(key));
    assertThat(life()).as("after a reset").isBetween(3_601L, 86_400L);
  }

  @Test
  void theScriptIsSentAgainIfTheEngineHasForgottenIt() throws Exception {
    advance(0, false);
    assertThat(server.command("SCRIPT FLUSH")).startsWith("+OK");
    advance(1, false);
    assertThat(life()).isPositive();
  }

  @Test
  void whatTheEngineRefusesFailsTheAnswer() throws Exception {
    server.command("CONFIG SET maxmemory 1");
    try {
      CompletionStage<?> refused =
          marks().advance(new Advance(key, Tai64n.of(NOW), false, Duration.ofDays(1)));
      Await.until("it fails", () -> refused.toCompletableFuture().isCompletedExceptionally());
    } finally {
      server.command("CONFIG SET maxmemory 0");
    }
  }
}

package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.SharedReplayMarks.Advance;
import io.jitpeers.spi.SharedReplayMarks.Answer;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A client that initiates again and again, to see whether a fleet answers. */
final class FleetProbe {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  final PublicKey key = PrivateKey.generate(new SecureRandom()).publicKey();
  private int seconds;

  /**
   * Starts a fleet, and waits until it is connected. On a slow machine, the start gives up waiting
   * before that, and connecting continues in the background.
   */
  static void start(Fleet fleet) throws Exception {
    fleet.start();
    Await.until("the fleet is reachable", fleet::isReachable);
  }

  /** Passes a new timestamp; empty if the fleet fails. */
  Optional<Answer> advance(RedisFleet fleet) throws Exception {
    seconds++;
    return ask(fleet);
  }

  private Optional<Answer> ask(RedisFleet fleet) throws Exception {
    try {
      return Optional.of(answer(fleet));
    } catch (ExecutionException e) {
      return Optional.empty();
    }
  }

  private Answer answer(RedisFleet fleet) throws Exception {
    Tai64n timestamp = Tai64n.of(NOW.plusSeconds(seconds));
    Advance advance = new Advance(key, timestamp, true, Duration.ofDays(1));
    return fleet.replayMarks().advance(advance).toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  /** Passes the latest timestamp again, and returns whether it is accepted. */
  boolean isAcceptedAgain(RedisFleet fleet) throws Exception {
    return ask(fleet).orElseThrow().accepted();
  }

  void assertAnswers(RedisFleet fleet) throws Exception {
    seconds++;
    assertThat(answer(fleet).accepted()).isTrue();
    assertThat(fleet.isReachable()).isTrue();
  }

  void awaitAnswers(RedisFleet fleet) throws Exception {
    Await.until("the fleet answers", () -> advance(fleet).isPresent());
  }

  void awaitFailure(RedisFleet fleet) throws Exception {
    Await.until("the fleet fails", () -> advance(fleet).isEmpty());
    Await.until("the fleet is not reachable", () -> !fleet.isReachable());
  }
}

package io.jitpeers.kerneltests.gateway.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** Requires that no first packet was lost. */
public final class FirstReplies {
  private static final int PATIENCE_SECONDS = 20;

  /** Less than the 5 s after which a client tries again: what is answered sooner was not lost. */
  private static final double MILLIS = 4_500;

  private FirstReplies() {}

  /** Has a client send a packet, whose answer must not take a second try. */
  public static void requireAtOnce(Client client) {
    assertThat(client.ping(PATIENCE_SECONDS).orElse(Double.MAX_VALUE))
        .as("ms to the first reply of " + client)
        .isLessThan(MILLIS);
  }

  /** Has all clients send a packet at the same time; none must need a second try. */
  public static void requireAtOnce(Crowd crowd) {
    Map<Client, Double> times = crowd.ping(PATIENCE_SECONDS);
    assertThat(times.keySet()).containsExactlyInAnyOrderElementsOf(crowd.clients());
    assertThat(times.values()).as("ms to the first replies").allMatch(time -> time < MILLIS);
  }
}

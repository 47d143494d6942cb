package io.jitpeers.kerneltests.gateway.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.FirstInitiations;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that no first packet was lost: {@link FirstInitiations}. */
public final class FirstReplies {
  /** Longer than an answer takes that is still useful to its client. */
  private static final int SECONDS = 20;

  private FirstReplies() {}

  /** Makes a client send a packet, and checks that its first initiation is sufficient. */
  public static void requireAtOnce(Client client) {
    boolean replied;
    try (FirstInitiations firsts = FirstInitiations.of(client.where())) {
      replied = client.ping(SECONDS).isPresent();
      if (!replied) {
        firsts.awaitAnswers(ports(List.of(client)));
      }
    }
    if (!replied) {
      requireReply(client);
    }
  }

  /**
   * Makes all clients send a packet at the same time, and checks that their first initiations are
   * sufficient.
   */
  public static void requireAtOnce(Crowd crowd) {
    List<Client> late = new ArrayList<>(crowd.clients());
    try (FirstInitiations firsts = FirstInitiations.of(crowd.clients().get(0).where())) {
      late.removeAll(crowd.ping(SECONDS).keySet());
      if (!late.isEmpty()) {
        firsts.awaitAnswers(ports(late));
      }
    }
    late.forEach(FirstReplies::requireReply);
  }

  /**
   * Makes a client send a packet, and checks that it is answered after any number of initiations.
   */
  public static void requireReply(Client client) {
    assertThat(client.ping(Client.PATIENCE_SECONDS)).as("reply to " + client).isPresent();
  }

  private static Set<Integer> ports(List<Client> clients) {
    return clients.stream().map(Client::port).collect(Collectors.toSet());
  }
}

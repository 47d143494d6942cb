package io.jitpeers.kerneltests.gateway.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.FirstInitiations;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Requires that no first packet was lost: {@link FirstInitiations}. */
public final class FirstReplies {
  /** Longer than an answer takes that is of use to its client. */
  private static final int SECONDS = 20;

  private FirstReplies() {}

  /** Has a client send a packet, for which its first initiation must be enough. */
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

  /** Has all clients send a packet at the same time; their first initiations must be enough. */
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

  /** Has a client send a packet, whose answer may take as many initiations as it likes. */
  public static void requireReply(Client client) {
    assertThat(client.ping(Client.PATIENCE_SECONDS)).as("reply to " + client).isPresent();
  }

  private static Set<Integer> ports(List<Client> clients) {
    return clients.stream().map(Client::port).collect(Collectors.toSet());
  }
}

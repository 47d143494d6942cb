package io.jitpeers.examples.quickstart;

import io.jitpeers.event.Outcome;
import io.jitpeers.statistics.JitStatistics;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Sends datagrams that must be refused, and checks that each is refused for the right reason. */
final class Defence {
  private final World world;
  private final UdpGateway gateway;
  private final Sender sender;

  Defence(World world, UdpGateway gateway, Sender sender) {
    this.world = world;
    this.gateway = gateway;
    this.sender = sender;
  }

  void withstand(Attack attack) throws ClaimFailedException, InterruptedException {
    awaitNoQuestions();
    JitStatistics before = gateway.statistics();
    long receivedBefore = gateway.source().statistics().received();
    long ignoredBefore = gateway.dataPlane().ignored();
    long requestsBefore = world.controlPlane().requests().withoutStreams();
    for (byte[] datagram : attack.datagrams()) {
      sender.send(datagram);
    }
    int initiations = attack.outcomes().values().stream().mapToInt(Integer::intValue).sum();
    int others = attack.datagrams().size() - initiations;
    Claims.await(
        () ->
            gateway.source().statistics().received() - receivedBefore == attack.datagrams().size(),
        "the gateway receives " + attack.datagrams().size() + " datagrams: " + attack.name());
    Claims.await(
        () -> ended(gateway.statistics()) - ended(before) == initiations,
        "each of " + initiations + " initiations ends in some way: " + attack.name());
    awaitNoQuestions();
    requireRefused(attack, before, requestsBefore);
    Claims.await(
        () -> gateway.dataPlane().ignored() - ignoredBefore == others,
        "the data plane ignores " + others + " datagrams: " + attack.name());
    world.tally().addNoInitiations(others);
    world.screen().note("%4d %-33s %s", attack.datagrams().size(), attack.name(), summary(attack));
  }

  /**
   * Waits until no resident peer is due for revalidation. Peers are due when the control plane's
   * answers about them are no longer fresh, for example after the clock was moved.
   */
  private void awaitNoQuestions() throws ClaimFailedException, InterruptedException {
    Claims.await(
        () -> {
          JitStatistics.Revalidations now = gateway.statistics().revalidations();
          return now.open() == 0 && now.mostOverdue().isZero();
        },
        "the lookups about resident peers are answered");
  }

  private void requireRefused(Attack attack, JitStatistics before, long requestsBefore)
      throws ClaimFailedException {
    JitStatistics after = gateway.statistics();
    Map<Outcome, Integer> happened = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      int count = (int) (after.count(outcome) - before.count(outcome));
      if (count != 0) {
        happened.put(outcome, count);
      }
    }
    Claims.requireEqual("what becomes of " + attack.name(), attack.outcomes(), happened);
    // If an attacker claims a peer's address, the control plane is asked about that peer too.
    long again = after.revalidations().asked() - before.revalidations().asked();
    Claims.requireEqual(
        "lookups for " + attack.name(),
        (long) attack.lookups(),
        after.lookups().asked() - before.lookups().asked() - again);
    Claims.requireEqual(
        "HTTP requests for " + attack.name(),
        (long) attack.lookups(),
        world.controlPlane().requests().withoutStreams() - requestsBefore - again);
    Claims.requireEqual(
        "the size of the hot set after " + attack.name(), before.resident(), after.resident());
  }

  private static long ended(JitStatistics statistics) {
    return statistics.outcomes().values().stream().mapToLong(Long::longValue).sum();
  }

  private static String summary(Attack attack) {
    String outcomes =
        attack.outcomes().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getValue() + " " + entry.getKey().label())
            .collect(Collectors.joining(", "));
    return (outcomes.isEmpty() ? "not initiations, ignored" : outcomes)
        + (attack.lookups() == 0 ? "" : ", " + attack.lookups() + " lookups");
  }
}

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
    Counts before = awaitQuiet();
    long receivedBefore = gateway.source().statistics().received();
    long ignoredBefore = gateway.dataPlane().ignored();
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
        () -> ended(gateway.statistics()) - ended(before.gateway()) == initiations,
        "each of " + initiations + " initiations ends in some way: " + attack.name());
    requireRefused(attack, before, awaitQuiet());
    Claims.await(
        () -> gateway.dataPlane().ignored() - ignoredBefore == others,
        "the data plane ignores " + others + " datagrams: " + attack.name());
    world.tally().addNoInitiations(others);
    world.screen().note("%4d %-33s %s", attack.datagrams().size(), attack.name(), summary(attack));
  }

  private Counts awaitQuiet() throws ClaimFailedException, InterruptedException {
    return Counts.awaitQuiet(world, gateway::statistics);
  }

  private static void requireRefused(Attack attack, Counts countsBefore, Counts countsAfter)
      throws ClaimFailedException {
    JitStatistics before = countsBefore.gateway();
    JitStatistics after = countsAfter.gateway();
    Map<Outcome, Integer> happened = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      int count = (int) (after.count(outcome) - before.count(outcome));
      if (count != 0) {
        happened.put(outcome, count);
      }
    }
    Claims.requireEqual("what becomes of " + attack.name(), attack.outcomes(), happened);
    // If an attacker claims a peer's address, the control plane is asked about that peer too.
    Claims.requireEqual(
        "lookups for " + attack.name(),
        (long) attack.lookups(),
        countsAfter.lookups() - countsBefore.lookups());
    Claims.requireEqual(
        "HTTP requests for " + attack.name(),
        (long) attack.lookups(),
        countsAfter.requests() - countsBefore.requests());
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

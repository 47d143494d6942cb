package io.jitpeers.examples.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rulesets as nft 1.0.6 prints them. */
class FirewallRulesTest {
  static final String BYPASSING = queueing("{\"num\": 7, \"flags\": \"bypass\"}");
  static final String DROPPING = queueing("{\"num\": 7}");
  static final String OF_IPTABLES = rule("{\"xt\": {\"type\": \"target\", \"name\": \"NFQUEUE\"}}");

  private static String rule(String statement) {
    return "{\"nftables\": [{\"metainfo\": {\"version\": \"1.0.6\", \"json_schema_version\": 1}},"
        + " {\"table\": {\"family\": \"inet\", \"name\": \"queue\", \"handle\": 1}},"
        + " {\"rule\": {\"family\": \"inet\", \"table\": \"queue\", \"chain\": \"input\","
        + " \"handle\": 2, \"comment\": \"a \\\"queue\\\": {\\\"num\\\": 9}\", \"expr\":"
        + " [{\"match\": {\"op\": \"==\", \"left\": {\"payload\": {\"protocol\": \"udp\","
        + " \"field\": \"dport\"}}, \"right\": 51820}}, {\"counter\": {\"packets\": 0,"
        + " \"bytes\": 0}}, "
        + statement
        + "]}}]}";
  }

  private static String queueing(String queue) {
    return rule("{\"queue\": " + queue + "}");
  }

  private static void assertFeeds(String ruleset, int... queues) {
    for (int queue : queues) {
      assertThat(FirewallRules.of(ruleset, queue).feeds()).as("%s", queue).isTrue();
    }
  }

  private static void assertFeedsNot(String ruleset, int... queues) {
    for (int queue : queues) {
      assertThat(FirewallRules.of(ruleset, queue))
          .as("%s", queue)
          .isEqualTo(new FirewallRules(false, true, false));
    }
  }

  @Test
  void aNumberFeedsOneQueue() {
    assertFeeds(BYPASSING, 7);
    assertFeedsNot(BYPASSING, 0, 6, 8, 9, 77, 65_535);
  }

  @Test
  void aRangeFeedsThoseInIt() {
    String ruleset =
        queueing("{\"num\": {\"range\": [3, 5]}, \"flags\": [\"bypass\", \"fanout\"]}");

    assertFeeds(ruleset, 3, 4, 5);
    assertFeedsNot(ruleset, 0, 2, 6, 9);
    assertThat(FirewallRules.of(ruleset, 4).bypasses()).isTrue();
  }

  @Test
  void withoutANumberItIsTheFirstQueue() {
    assertFeeds(queueing("null"), 0);
    assertFeedsNot(queueing("null"), 7);
    assertFeeds(queueing("{\"flags\": \"bypass\"}"), 0);
    assertFeedsNot(queueing("{\"flags\": \"bypass\"}"), 7);
  }

  @Test
  void whatOnlyAPacketDecidesMayFeedAny() {
    String ruleset = queueing("{\"num\": {\"symhash\": {\"mod\": 2}}, \"flags\": \"bypass\"}");

    assertFeeds(ruleset, 0, 7, 65_535);
    String map =
        queueing(
            "{\"num\": {\"map\": {\"key\": {\"payload\": {\"protocol\": \"udp\", \"field\": \"dport\"}},"
                + " \"data\": {\"set\": [[{\"range\": [51820, 51829]}, 7]]}}}, \"flags\": \"bypass\"}");
    assertFeeds(map, 7, 51_825);
  }

  @Test
  void oneOfSeveralRulesIsEnoughAndEachShouldBypass() {
    assertFeeds("[" + DROPPING + ", " + queueing("{\"num\": 8}") + "]", 7, 8);
    assertThat(FirewallRules.of("[" + DROPPING + ", " + BYPASSING + "]", 7).bypasses()).isFalse();
    assertThat(FirewallRules.of("[" + BYPASSING + ", " + BYPASSING + "]", 7).bypasses()).isTrue();
    assertThat(FirewallRules.of(DROPPING, 8).bypasses()).isTrue();
  }

  @Test
  void statementsOfIptablesAreNoticed() {
    assertThat(FirewallRules.of(OF_IPTABLES, 7)).isEqualTo(new FirewallRules(false, true, true));
  }

  @Test
  void nothingOfANonsenseIsARule() {
    for (String text : new String[] {"", "{}", "\"queue\"", "\"queue\":", "\"queue\": {", "}}"}) {
      assertThat(FirewallRules.of(text, 7)).isEqualTo(new FirewallRules(false, true, false));
    }
  }
}

package io.jitpeers.examples.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Rulesets as nft 1.0.6 was seen to print them, and pieces of them. */
class PortForwardsTest {
  static String recorded(String name) throws IOException {
    try (InputStream in = PortForwardsTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static String redirecting(int from, int to) {
    return ruleset(
        "prerouting",
        port("==", String.valueOf(from)) + ", {\"redirect\": {\"port\": " + to + "}}");
  }

  private static String port(String operator, String right) {
    return "{\"match\": {\"op\": \""
        + operator
        + "\", \"left\": {\"payload\": {\"protocol\": \"udp\", \"field\": \"dport\"}}, \"right\": "
        + right
        + "}}";
  }

  private static String ruleset(String hook, String statements) {
    return "{\"nftables\": [{\"chain\": {\"family\": \"inet\", \"table\": \"f\", \"name\": \"pre\","
        + " \"hook\": \""
        + hook
        + "\"}}, {\"rule\": {\"family\": \"inet\", \"table\": \"f\", \"chain\": \"pre\", \"expr\": ["
        + statements
        + "]}}]}";
  }

  private static String found(String ruleset) throws IOException {
    return PortForwards.to(51820, ruleset).ports().toString();
  }

  private static String to51820(String matches) throws IOException {
    return found(ruleset("prerouting", matches + ", {\"redirect\": {\"port\": 51820}}"));
  }

  /**
   * Single ports, sets, ranges, maps, named sets, chains that are jumped to by a rule or by a map,
   * concatenations, a range of targets, and a header that is changed without tracking; not what is
   * for TCP, for another port, or goes out. Without a port in the rule, all are forwarded.
   */
  @Test
  void everyKindOfRuleIsUnderstood() throws IOException {
    String all = recorded("forwards.nft.json");
    String withoutAll =
        all.replace(
            "\"198.18.1.7\"}}, {\"match\": {\"op\": \"==\"",
            "\"198.18.1.7\"}}, {\"match\": {\"op\": \"!=\"");

    assertThat(found(withoutAll))
        .isEqualTo(
            "53-54,123,443,445,600-602,700,900-901,1194,2000-2002,4500,5000-5001,8000-8010,"
                + "60000-61000");
    assertThat(found(all)).isEqualTo("1-51819,51821-65535");
    assertThat(PortForwards.to(51820, all).maybe().isEmpty()).isTrue();
    assertThat(PortForwards.to(22, withoutAll).ports()).hasToString("701");
    assertThat(PortForwards.to(51000, withoutAll).ports()).hasToString("54");
    assertThat(PortForwards.to(7, withoutAll).ports().isEmpty()).isTrue();
  }

  @Test
  void whereIptablesForwardsToIsNotTold() throws IOException {
    PortForwards.Found found = PortForwards.to(51820, recorded("forwards.iptables.json"));

    assertThat(found.ports().isEmpty()).isTrue();
    assertThat(found.maybe()).hasToString("53,443,4500");
  }

  @Test
  void onlyWhatComesInIsForwarded() throws IOException {
    String rule = port("==", "443") + ", {\"redirect\": {\"port\": 51820}}";

    assertThat(found(ruleset("prerouting", rule))).isEqualTo("443");
    assertThat(found(ruleset("output", rule))).isEmpty();
    assertThat(found(ruleset("postrouting", rule))).isEmpty();
  }

  @Test
  void matchesNarrowEachOtherDown() throws IOException {
    String both =
        port("==", "{\"range\": [400, 500]}") + ", " + port("!=", "{\"set\": [443, 450]}");

    assertThat(to51820(both)).isEqualTo("400-442,444-449,451-500");
    assertThat(to51820(port("==", "443") + ", " + port("==", "53"))).isEmpty();
  }

  @Test
  void aSetThatIsNotThereMayHoldAnything() throws IOException {
    PortForwards.Found found =
        PortForwards.to(
            51820,
            ruleset("prerouting", port("==", "\"@gone\"") + ", {\"redirect\": {\"port\": 51820}}"));

    assertThat(found.ports().isEmpty()).isTrue();
    assertThat(found.ports().sure()).isFalse();
  }

  @Test
  void elementsMayHaveCommentsAndTimeouts() throws IOException {
    assertThat(to51820(port("==", "{\"set\": [{\"elem\": {\"val\": 443, \"comment\": \"web\"}}]}")))
        .isEqualTo("443");
  }

  @Test
  void chainsThatJumpInCirclesEnd() throws IOException {
    assertThat(found(ruleset("prerouting", "{\"jump\": {\"target\": \"pre\"}}"))).isEmpty();
  }

  @Test
  void itsOwnPortIsNotForwarded() throws IOException {
    assertThat(found(redirecting(51820, 51820))).isEmpty();
  }

  @Test
  void whatIsNotJsonIsRefused() {
    for (String text : new String[] {"", "no", "{\"nftables\": ["}) {
      assertThatThrownBy(() -> PortForwards.to(51820, text)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsNoRulesetForwardsNothing() throws IOException {
    for (String text :
        new String[] {"{}", "[]", "7", "null", "{\"nftables\": [1, {}, {\"rule\": {}}]}"}) {
      assertThat(found(text)).isEmpty();
    }
  }
}

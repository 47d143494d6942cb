package io.jitpeers.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigCheckTest {
  private static final PublicKey KEY = PublicKey.ofBytes(new byte[32]);

  private static PeerConfig.Builder config(String... allowedIps) {
    return PeerConfig.builder(KEY).allowedIps(Stream.of(allowedIps).map(IpPrefix::parse).toList());
  }

  private static String violation(PeerConfigRules options, PeerConfig.Builder config) {
    return new ConfigCheck(options).violation(KEY, config.build());
  }

  private static String violation(PeerConfig.Builder config) {
    return violation(PeerConfigRules.defaults(), config);
  }

  @Test
  void anOrdinaryConfigPasses() {
    assertThat(violation(config("10.0.0.1/32", "2001:db8::1/128"))).isNull();
  }

  @Test
  void theKeyMustBeTheOneAskedFor() {
    byte[] other = new byte[32];
    other[0] = 1;
    PeerConfig config = config("10.0.0.1/32").build();
    assertThat(
            new ConfigCheck(PeerConfigRules.defaults()).violation(PublicKey.ofBytes(other), config))
        .contains("not for the key");
  }

  @Test
  void thereMustBeAllowedIpsButNotTooMany() {
    assertThat(violation(config())).contains("no allowed IPs");
    String[] many =
        IntStream.range(0, 65).mapToObj(i -> "10.0.0." + i + "/32").toArray(String[]::new);
    assertThat(violation(config(many))).contains("65", "64");
    String[] enough = java.util.Arrays.copyOf(many, 64);
    assertThat(violation(config(enough))).isNull();
  }

  @Test
  void duplicatesAreRefusedButNestingOfOnesOwnIsNot() {
    assertThat(violation(config("10.0.0.1/32", "10.0.0.1/32"))).contains("10.0.0.1/32", "twice");
    assertThat(violation(config("10.0.0.0/24", "10.0.0.1/32"))).isNull();
  }

  @Test
  void defaultRoutesNeedPermission() {
    assertThat(violation(config("0.0.0.0/0"))).contains("0.0.0.0/0");
    assertThat(violation(config("::/0"))).contains("::/0");
    PeerConfigRules permissive =
        PeerConfigRules.builder()
            .permitDefaultRoutes(true)
            .permittedAllowedIps(List.of(IpPrefix.parse("10.0.0.0/8")))
            .build();
    assertThat(violation(permissive, config("0.0.0.0/0", "::/0"))).isNull();
  }

  @Test
  void aDefaultRouteInPiecesIsOneToo() {
    assertThat(violation(config("0.0.0.0/1", "128.0.0.0/1"))).contains("default route");
    assertThat(violation(config("10.0.0.0/8", "0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/2")))
        .contains("default route");
    assertThat(violation(config("::/1", "8000::/1"))).contains("default route");
    assertThat(violation(config("0.0.0.0/1", "128.0.0.0/2", "8000::/1"))).isNull();
  }

  @Test
  void allowedIpsMustLieInThePermittedRanges() {
    PeerConfigRules ranges =
        PeerConfigRules.builder()
            .permittedAllowedIps(
                List.of(IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("2001:db8::/32")))
            .build();
    assertThat(violation(ranges, config("10.255.255.255/32", "2001:db8:1::/48"))).isNull();
    assertThat(violation(ranges, config("10.0.0.1/32", "11.0.0.0/32"))).contains("11.0.0.0/32");
    assertThat(violation(ranges, config("8.0.0.0/5"))).contains("8.0.0.0/5");
  }

  @Test
  void theOperatorMayRequireMore() {
    PeerConfigRules rules =
        PeerConfigRules.builder()
            .require(
                "have a keepalive of at most 120 s", c -> c.persistentKeepaliveSeconds() <= 120)
            .build();
    assertThat(violation(rules, config("10.0.0.1/32").persistentKeepaliveSeconds(120))).isNull();
    assertThat(violation(rules, config("10.0.0.1/32").persistentKeepaliveSeconds(121)))
        .isEqualTo("the config must have a keepalive of at most 120 s");
  }

  @Test
  void aRequirementThatThrowsRefuses() {
    PeerConfigRules rules =
        PeerConfigRules.builder()
            .require(
                "be known",
                c -> {
                  throw new IllegalStateException("the list is not loaded");
                })
            .build();
    assertThat(violation(rules, config("10.0.0.1/32"))).contains("be known");
  }
}

package io.jitpeers.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Freshness FRESHNESS = new Freshness(MINUTE, MINUTE);

  private final ManualTime time = new ManualTime();
  private final AnswerCache cache =
      new AnswerCache(AnswerCacheOptions.builder().freshnessJitter(0).build(), time, new Random(1));

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }

  private static PeerConfig.Builder builder() {
    return PeerConfig.builder(key(1)).allowedIp(IpPrefix.parse("10.0.0.1/32"));
  }

  private static PeerConfig full() {
    return builder()
        .allowedIp(IpPrefix.parse("fd00::1/128"))
        .allowedIp(IpPrefix.parse("10.0.0.1/32"))
        .presharedKey(PresharedKey.ofBytes(new byte[32]))
        .endpoint(new InetSocketAddress("192.0.2.1", 51_820))
        .persistentKeepaliveSeconds(PeerConfig.MAX_PERSISTENT_KEEPALIVE_SECONDS)
        .expiresAt(Instant.ofEpochSecond(1_900_000_000L, 5))
        .timestampEpoch(PeerConfig.MAX_TIMESTAMP_EPOCH)
        .clockUnreliable(true)
        .build();
  }

  @Test
  void keepsEachFieldOfAConfig() {
    for (PeerConfig config : new PeerConfig[] {builder().build(), full()}) {
      cache.remember(key(1), PeerLookup.found(config, FRESHNESS));
      assertThat(cache.fresh(key(1))).contains(new AnswerCache.Fresh(config, MINUTE));
      assertThat(cache.stale(key(1))).contains(config);
      assertThat(cache.validatable(key(1))).isEmpty();
    }
  }

  @Test
  void keepsAnAnswerWithAValidatorWhateverItsAge() {
    PeerLookup.Found answer = PeerLookup.found(full(), FRESHNESS, "\"tag\"");
    cache.remember(key(1), answer.aged(Duration.ofSeconds(20)));
    assertThat(cache.fresh(key(1)).orElseThrow().left()).isEqualTo(Duration.ofSeconds(40));
    assertThat(cache.validatable(key(1))).contains(answer);

    time.advance(Duration.ofDays(1));
    assertThat(cache.fresh(key(1))).isEmpty();
    assertThat(cache.stale(key(1))).isEmpty();
    assertThat(cache.validatable(key(1))).contains(answer);
  }

  @Test
  void missedHintsMakeConfigsStaleButNotUseless() {
    cache.remember(key(1), PeerLookup.found(full(), FRESHNESS, "\"tag\""));
    cache.missed();
    assertThat(cache.fresh(key(1))).isEmpty();
    assertThat(cache.stale(key(1))).contains(full());
    assertThat(cache.validatable(key(1))).contains(PeerLookup.found(full(), FRESHNESS, "\"tag\""));
    time.advance(MINUTE.plus(MINUTE));
    assertThat(cache.stale(key(1))).isEmpty();
  }

  @Test
  void doesNotUseAConfigWhosePresharedKeyWasDestroyed() {
    PeerConfig config = full();
    cache.remember(key(1), PeerLookup.found(config, FRESHNESS, "\"tag\""));
    config.presharedKey().orElseThrow().destroy();
    assertThat(cache.fresh(key(1))).isEmpty();
    assertThat(cache.stale(key(1))).isEmpty();
    assertThat(cache.validatable(key(1))).isEmpty();
  }

  /** The cache does not keep the config's key, so it would return a config that nobody gave. */
  @Test
  void doesNotCacheTheConfigOfAnotherKey() {
    cache.remember(key(1), PeerLookup.found(full(), FRESHNESS));
    cache.remember(key(1), PeerLookup.found(PeerConfig.builder(key(2)).build(), FRESHNESS));
    assertThat(cache.knows(key(1))).isFalse();
    assertThat(cache.fresh(key(1))).isEmpty();
  }
}

package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which keys are known, and take places that strangers cannot. */
class KnownKeysTest {
  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final AnswerCache cache =
      new AnswerCache(AnswerCacheOptions.defaults(), time, new Random(1));
  private final ReplayMemory memory = mock(ReplayMemory.class);
  private final KnownKeys known = new KnownKeys(cache, hotSet, memory, time);

  @Test
  void aKeyThatNothingIsKnownOfIsAStrangers() {
    assertThat(known.test(key(1))).isFalse();
  }

  @Test
  void aResidentPeerACachedAnswerOrAProtectedTimestampMakesAKeyKnown() {
    hotSet.installed(config(1));
    assertThat(known.test(key(1))).as("resident").isTrue();
    cache.remember(key(2), PeerLookup.found(config(2), Freshness.of(Duration.ofHours(1))));
    assertThat(known.test(key(2))).as("cached").isTrue();
    when(memory.isProtected(key(3))).thenReturn(true);
    assertThat(known.test(key(3))).as("protected").isTrue();
  }

  @Test
  void aMemoryThatFailsMakesNoKeyKnown() {
    when(memory.isProtected(key(1))).thenThrow(new IllegalStateException("on purpose"));
    assertThat(known.test(key(1))).isFalse();
  }
}

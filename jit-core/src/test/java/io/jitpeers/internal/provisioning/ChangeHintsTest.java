package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.revalidation.Revalidation;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hint makes cached answers useless, and causes a question about each peer it may concern. */
class ChangeHintsTest {
  private final ManualTime time = new ManualTime();
  private final AnswerCache cache =
      new AnswerCache(AnswerCacheOptions.defaults(), time, new Random(1));
  private final Revalidation revalidation = mock(Revalidation.class);
  private final ChangeHints hints =
      new ChangeHints(
          new PendingPeers(
              new FlightShares(ProvisioningOptions.defaults(), key -> true),
              new HotSet(time),
              cache,
              new FirstPackets(FirstPacketStrategy.WAIT, false),
              null,
              time),
          revalidation);

  @BeforeEach
  void cacheTwoAnswers() {
    for (int i = 1; i <= 2; i++) {
      cache.remember(key(i), PeerLookup.found(config(i), Freshness.of(Duration.ofHours(1))));
    }
  }

  @Test
  void aHintConcernsItsPeerOnly() {
    hints.changed(key(1));
    assertThat(cache.fresh(key(1))).isEmpty();
    assertThat(cache.fresh(key(2))).isPresent();
    verify(revalidation).hint(key(1));
    verifyNoMoreInteractions(revalidation);
  }

  @Test
  void lostHintsConcernEveryPeer() {
    hints.missed();
    assertThat(cache.fresh(key(1))).isEmpty();
    assertThat(cache.fresh(key(2))).isEmpty();
    verify(revalidation).hintAll();
    verifyNoMoreInteractions(revalidation);
  }
}

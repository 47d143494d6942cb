package io.jitpeers.examples.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.testkit.FakeResidentPeer;
import io.jitpeers.testkit.contract.EvictionPolicyContract;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class VisitorsPolicyTest extends EvictionPolicyContract {
  private static final Duration AFTER = Duration.ofMinutes(3);

  private final VisitorsPolicy policy = new VisitorsPolicy(AFTER, 1_000);

  @Override
  protected EvictionPolicy createPolicy() {
    return policy;
  }

  private static ResidentPeer peer(int number, Duration idle, long rxBytes, long txBytes) {
    byte[] key = new byte[PublicKey.LENGTH];
    key[0] = (byte) number;
    return FakeResidentPeer.builder(PublicKey.ofBytes(key))
        .state(PeerState.ESTABLISHED)
        .sinceInstalled(Duration.ofHours(1))
        .sinceHandshake(idle)
        .idle(idle)
        .bytes(rxBytes, txBytes)
        .build();
  }

  @Test
  void visitorsGoAndRegularsStay() {
    ResidentPeer visitor = peer(1, AFTER, 600, 400);
    ResidentPeer earlier = peer(2, AFTER.plusSeconds(1), 0, 0);
    ResidentPeer regular = peer(3, Duration.ofMinutes(9), 600, 401);
    ResidentPeer justCame = peer(4, AFTER.minusNanos(1), 0, 0);
    HotSetView view =
        new HotSetView(List.of(visitor, earlier, regular, justCame), Integer.MAX_VALUE);
    assertThat(policy.select(view))
        .containsExactly(
            new Eviction(earlier.key(), EvictionCause.IDLE),
            new Eviction(visitor.key(), EvictionCause.IDLE));
  }

  @Test
  void aPolicyThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new VisitorsPolicy(Duration.ZERO, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> new VisitorsPolicy(AFTER, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void theProviderIsFoundAndReadsItsSettings() {
    EvictionPolicyProvider provider =
        ServiceLoader.load(EvictionPolicyProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.name().equals("visitors"))
            .findFirst()
            .orElseThrow();
    assertThat(provider.create(Settings.of(Map.of())))
        .hasToString("VisitorsPolicy[after=PT3M, maxBytes=10000]");
    assertThat(provider.create(Settings.of(Map.of("after", "5m", "max-bytes", "7"))))
        .hasToString("VisitorsPolicy[after=PT5M, maxBytes=7]");
    Settings wrong =
        Settings.of(Map.of("eviction-policy.visitors.after", "0s"))
            .scope("eviction-policy.visitors");
    assertThatThrownBy(() -> provider.create(wrong))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("eviction-policy.visitors.")
        .hasMessageContaining("PT0S");
  }
}

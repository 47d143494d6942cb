package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.jitpeers.testing.NullArguments;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Null arguments are refused at once and uniformly, in the whole API. */
class NullsTest {
  private static final PublicKey KEY = PrivateKey.generate(new SecureRandom()).publicKey();

  @Test
  @SuppressWarnings("NullAway")
  void anOrchestratorRefusesThem() throws Exception {
    try (Harness h = Harness.setup().start()) {
      JitOrchestrator orchestrator = h.orchestrator;
      assertThatNullPointerException().isThrownBy(() -> orchestrator.evict(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.revoke(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.forgetTimestamp(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.find(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.pin(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.unpin(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.addListener(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.addStageObserver(null));
      assertThatNullPointerException().isThrownBy(() -> JitOrchestrator.builder(null));
    }
  }

  @Test
  @SuppressWarnings("NullAway")
  void oneBetweenTwoEvictionsHoldsNeitherUp() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey one = h.knownClient(1);
      PrivateKey other = h.knownClient(2);
      h.sendAndRun(one);
      h.sendAndRun(other);
      CompletableFuture<Boolean> first = h.orchestrator.evict(one.publicKey());
      assertThatNullPointerException().isThrownBy(() -> h.orchestrator.evict(null));
      CompletableFuture<Boolean> second = h.orchestrator.evict(other.publicKey());
      h.stages.runAll();
      assertThat(first).isCompletedWithValue(true);
      assertThat(second).isCompletedWithValue(true);
      assertThat(h.orchestrator.snapshot().hotSet()).isEmpty();
    }
  }

  @Test
  void everyMethodOfAnOrchestratorDoes() throws Exception {
    try (Harness h = Harness.setup().start()) {
      assertThat(NullArguments.acceptedBy(h.orchestrator)).isEmpty();
    }
  }

  /** Calls every static factory, and every builder method with one parameter, with null. */
  @Test
  void factoriesAndBuildersRefuseThem() throws Exception {
    NullArguments nulls = NullArguments.of(JitOrchestrator.class, Map.of(PublicKey.class, KEY));
    assertThat(nulls.accepting()).isEmpty();
    assertThat(nulls.tried()).isGreaterThan(50);
  }
}

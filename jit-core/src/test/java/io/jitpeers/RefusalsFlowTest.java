package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The holder of one valid key can send any number of initiations, from any address. The control
 * plane is not asked again for each refused one.
 */
class RefusalsFlowTest {
  /** REKEY_TIMEOUT (whitepaper, section 6.1). */
  private static final Duration CLIENTS_RETRY = Duration.ofSeconds(5);

  private static final int FLOOD = 2_000;

  /** The control plane's possible answers about a key that is refused. */
  enum Refused {
    EXPIRED(Outcome.EXPIRED),
    AGAINST_A_RULE(Outcome.CONFIG_REFUSED),
    CONFLICT(Outcome.CONFIG_REFUSED),
    UNKNOWN(Outcome.NOT_FOUND),
    INVALID(Outcome.LOOKUP_REJECTED);

    private final Outcome outcome;

    Refused(Outcome outcome) {
      this.outcome = outcome;
    }

    private CompletableFuture<PeerLookup> answer(Harness h, PublicKey key) {
      return switch (this) {
        case EXPIRED ->
            found(
                FakePeerConfigSource.config(key, 9).toBuilder()
                    .expiresAt(h.time.wallTime().minusSeconds(1))
                    .build());
        case AGAINST_A_RULE ->
            found(PeerConfig.builder(key).allowedIp(IpPrefix.parse("0.0.0.0/0")).build());
        case CONFLICT -> found(FakePeerConfigSource.config(key, 1));
        case UNKNOWN -> CompletableFuture.completedFuture(PeerLookup.notFound(Duration.ZERO));
        case INVALID ->
            CompletableFuture.failedFuture(
                new LookupException(LookupException.Reason.REJECTED, "not a config"));
      };
    }

    private static CompletableFuture<PeerLookup> found(PeerConfig config) {
      return CompletableFuture.completedFuture(PeerLookup.found(config, Freshness.NONE));
    }
  }

  /**
   * Makes the control plane refuse the returned client, and accept the holder of the first address.
   */
  private static PrivateKey refused(Harness h, Refused why) {
    PrivateKey holder = h.knownClient(1);
    assertThat(h.sendAndRun(holder).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    PrivateKey refused = h.newClient();
    PeerConfig held = FakePeerConfigSource.config(holder.publicKey(), 1);
    h.control.answering(
        key ->
            key.equals(refused.publicKey())
                ? why.answer(h, key)
                : CompletableFuture.completedFuture(PeerLookup.found(held, Freshness.NONE)));
    return refused;
  }

  private static long asked(Harness h, PrivateKey client) {
    return h.control.questions().stream()
        .filter(question -> question.key().equals(client.publicKey()))
        .count();
  }

  @ParameterizedTest
  @EnumSource
  void oneKeyThatIsRefusedIsAskedAboutOnceInAWhile(Refused why) throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = refused(h, why);
      int before = h.control.questions().size();
      for (int i = 0; i < FLOOD; i++) {
        assertThat(h.sendAndRun(client).outcome()).isEqualTo(why.outcome.packetOutcome());
      }
      assertThat(h.count(why.outcome)).isEqualTo(FLOOD);
      assertThat(asked(h, client)).isOne();
      assertThat(h.control.questions().size() - before).as("the holder too").isLessThan(3);
      assertThat(h.orchestrator.statistics().lookups().refusalsUsed()).isEqualTo(FLOOD - 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClientsOwnRetryIsJudgedAnewHoweverOftenSomebodyElseTried(Refused why) throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = refused(h, why);
      for (int i = 0; i < 50; i++) {
        h.sendAndRun(client);
        h.time.advance(CLIENTS_RETRY.dividedBy(50));
      }
      assertThat(asked(h, client)).isEqualTo(2);
      h.time.advance(CLIENTS_RETRY);
      h.control.answeringAtOnce();
      h.control.put(client.publicKey(), 2);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHintARevocationAndAForgottenTimestampEndIt(Refused why) throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = refused(h, why);
      h.sendAndRun(client);
      assertThat(h.control.hint(client.publicKey())).isTrue();
      h.sendAndRun(client);
      assertThat(asked(h, client)).as("after a hint").isEqualTo(2);
      h.control.loseHints();
      h.stages.runAll();
      h.sendAndRun(client);
      assertThat(asked(h, client)).as("after lost hints").isEqualTo(3);
      h.orchestrator.revoke(client.publicKey());
      h.stages.runAll();
      h.sendAndRun(client);
      assertThat(asked(h, client)).as("after a revocation").isEqualTo(4);
      h.orchestrator.forgetTimestamp(client.publicKey());
      h.stages.runAll();
      h.sendAndRun(client);
      assertThat(asked(h, client)).as("after its timestamp was forgotten").isEqualTo(5);
    }
  }

  @Test
  void aHintThatComesWhileTheQuestionIsOpenLeavesNothingToRemember() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.control.answeringByHand();
      PrivateKey client = h.newClient();
      h.sendAndRun(client);
      h.control.hint(client.publicKey());
      h.control.lastQuestion().notFound();
      h.sendAndRun(client);
      assertThat(asked(h, client)).isEqualTo(2);
    }
  }

  @Test
  void aNewcomerWhoseHolderGaveTheAddressUpDoesNotWait() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey holder = h.knownClient(1);
      h.sendAndRun(holder);
      PrivateKey newcomer = h.knownClient(1);
      assertThat(h.sendAndRun(newcomer).outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.sendAndRun(newcomer).outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(asked(h, newcomer)).isOne();

      h.control.put(holder.publicKey(), 2);
      h.control.hint(holder.publicKey());
      h.pass(Duration.ofMillis(500));
      assertThat(h.sendAndRun(newcomer).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }
}

package io.jitpeers.internal.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.explain.LastAnswer;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is remembered of the control plane's answers. */
class RememberedAnswersTest {
  private static final PublicKey KEY = PublicKey.ofBytes(new byte[32]);

  private final ManualTime time = new ManualTime();
  private final OutcomeMemory memory = new OutcomeMemory(ExplainOptions.defaults(), time);

  private static LookupException failure(LookupException.Reason reason) {
    return new LookupException(reason, "on purpose");
  }

  private RememberedAnswer answer() {
    return memory.of(KEY, Moments.of(time)).answer();
  }

  private void refused() {
    TestPacket packet = new TestPacket(new byte[148], time.nanoTime());
    Tai64n now = Tai64n.of(time.wallTime());
    memory.ended(
        new Demand.Initiation(packet, new ManualPacketSource(), KEY, now, null, true),
        Outcome.CONFIG_REFUSED,
        Outcome.CONFIG_REFUSED.sentence());
  }

  @Test
  void answersInTheBackgroundAreRecordedOfRememberedKeysOnly() {
    PeerLookup notFound = PeerLookup.notFound(Duration.ofSeconds(1));
    memory.answered(KEY, false, true, notFound);
    assertThat(memory.size()).isZero();
    memory.answered(KEY, true, false, notFound);
    memory.failed(KEY, false, true, failure(LookupException.Reason.TIMEOUT));
    RememberedAnswer answer = answer();
    assertThat(answer.kind()).isEqualTo(LastAnswer.Kind.FAILED);
    assertThat(answer.reason()).isEqualTo("TIMEOUT: on purpose");
    assertThat(answer.isInvalid()).isFalse();
    memory.failed(KEY, false, true, failure(LookupException.Reason.REJECTED));
    assertThat(answer().isInvalid()).isTrue();
  }

  @Test
  void aConfirmedAnswerKeepsItsConfig() {
    PeerConfig config = FakePeerConfigSource.config(KEY, 1);
    memory.answered(KEY, true, true, PeerLookup.found(config, Freshness.NONE));
    refused();
    assertThat(answer().kind()).isEqualTo(LastAnswer.Kind.REFUSED);
    time.advance(Duration.ofSeconds(1));
    memory.answered(KEY, true, true, PeerLookup.notModified(Freshness.NONE, null));
    RememberedAnswer answer = answer();
    assertThat(answer.kind()).isEqualTo(LastAnswer.Kind.FOUND);
    assertThat(answer.nanos()).isEqualTo(time.nanoTime());
    assertThat(answer.allowedIps()).isEqualTo(config.allowedIps());
  }

  /** A config from the cache that is refused is not the control plane's latest answer. */
  @Test
  void onlyAnAnswerWithAConfigIsRefused() {
    memory.failed(KEY, true, true, failure(LookupException.Reason.UNAVAILABLE));
    refused();
    RememberedAnswer answer = answer();
    assertThat(answer.kind()).isEqualTo(LastAnswer.Kind.FAILED);
    assertThat(answer.reason()).isEqualTo("UNAVAILABLE: on purpose");
  }
}

package io.jitpeers.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.explain.LastAnswer;
import io.jitpeers.internal.explain.Moments;
import io.jitpeers.internal.explain.OutcomeMemory;
import io.jitpeers.internal.explain.RememberedAnswer;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which lookups are remembered as the control plane's latest answer. */
class RememberedLookupsTest {
  private static final PublicKey KEY = PublicKey.ofBytes(new byte[32]);
  private static final ProvisioningOptions ONE_AT_A_TIME =
      ProvisioningOptions.builder().maxLookupsInFlight(1).build();

  private final ManualTime time = new ManualTime();
  private final OutcomeMemory memory = new OutcomeMemory(ExplainOptions.defaults(), time);
  private final FakePeerConfigSource source = new FakePeerConfigSource().answeringByHand();

  @BeforeEach
  void anAnswerIsRemembered() {
    memory.answered(KEY, true, true, PeerLookup.notFound(Duration.ofMinutes(1)));
  }

  private Lookups lookups(PeerConfigSource of) {
    return new Lookups(of, time, time, ONE_AT_A_TIME, memory);
  }

  private RememberedAnswer answer() {
    return memory.of(KEY, Moments.of(time)).answer();
  }

  private void assertTheAnswerStays() {
    assertThat(answer().kind()).isEqualTo(LastAnswer.Kind.NOT_FOUND);
  }

  @Test
  void aLookupWhoseTurnDoesNotComeIsNoAnswer() {
    Lookups lookups = lookups(source);
    lookups.lookup(PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(1).array()));
    CompletableFuture<PeerLookup> waiting = lookups.lookup(KEY);
    time.advance(ONE_AT_A_TIME.lookupDeadline());
    assertThat(waiting).isCompletedExceptionally();
    assertTheAnswerStays();
  }

  @Test
  void theCloseIsNoAnswer() {
    Lookups lookups = lookups(source);
    CompletableFuture<PeerLookup> open = lookups.lookup(KEY);
    lookups.close();
    assertThat(open).isCompletedExceptionally();
    assertTheAnswerStays();
    assertThat(lookups.lookup(KEY)).as("a later one").isCompletedExceptionally();
    assertTheAnswerStays();
  }

  @Test
  void aSourceThatDidNotAskGivesNoAnswer() {
    Lookups lookups = lookups(failing(LookupException.notAsked("the circuit breaker is open")));
    assertThat(lookups.lookup(KEY)).isCompletedExceptionally();
    assertTheAnswerStays();
  }

  @Test
  void aControlPlaneThatDoesNotAnswerIsRemembered() {
    CompletableFuture<PeerLookup> late = lookups(source).lookup(KEY);
    time.advance(ONE_AT_A_TIME.lookupDeadline());
    assertThat(late).isCompletedExceptionally();
    assertThat(answer().kind()).isEqualTo(LastAnswer.Kind.FAILED);
    assertThat(answer().reason()).startsWith("TIMEOUT: ");
  }

  @Test
  void aControlPlaneThatPostponesForTooLongIsRemembered() {
    LookupException busy = LookupException.askedTooOften("busy", Duration.ofHours(1), null);
    assertThat(lookups(failing(busy)).lookup(KEY)).isCompletedExceptionally();
    assertThat(answer().kind()).isEqualTo(LastAnswer.Kind.FAILED);
    assertThat(answer().reason()).isEqualTo("UNAVAILABLE: busy");
  }

  private static PeerConfigSource failing(LookupException failure) {
    return query -> CompletableFuture.failedFuture(failure);
  }
}

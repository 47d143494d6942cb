package io.jitpeers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link PeerConfigSource} must do. Extend it beside the implementation and say how its
 * control plane is made to know a peer, to fail and to keep silent. JUnit makes a new instance for
 * each test, so a subclass can make the source in a {@code @BeforeEach} method; it closes it in an
 * {@code @AfterEach} method.
 */
@Timeout(60)
public abstract class PeerConfigSourceContract {
  private static final long PATIENCE_SECONDS = 60;

  /** The source under test, the same one throughout a test. */
  protected abstract PeerConfigSource source();

  /** From now on, the control plane knows this peer. Others it does not know. */
  protected abstract void know(PeerConfig config);

  /** From now on, asking for this key fails, for a reason that is not the source's. */
  protected abstract void fail(PublicKey key);

  /** From now on, the control plane keeps silent about this key. */
  protected abstract void keepSilent(PublicKey key);

  /** Waits until the control plane was asked for a key about which it keeps silent. */
  protected abstract void awaitAsked(PublicKey key) throws InterruptedException;

  /** Waits until nothing is under way any more for a key about which it keeps silent. */
  protected abstract void awaitGivenUp(PublicKey key) throws InterruptedException;

  @Test
  void aKnownPeerIsFound() throws Exception {
    PeerConfig config = config(1);
    know(config);

    assertThat(answer(source().lookup(query(config.publicKey()))))
        .isInstanceOfSatisfying(
            PeerLookup.Found.class, found -> assertThat(found.config()).isEqualTo(config));
  }

  @Test
  void anUnknownPeerIsNotFound() throws Exception {
    know(config(1));

    assertThat(answer(source().lookup(query(key(2))))).isInstanceOf(PeerLookup.NotFound.class);
  }

  @Test
  void aFailureHasAReason() {
    fail(key(3));

    assertThat(failure(source().lookup(query(key(3)))).reason()).isNotNull();
  }

  @Test
  void aFailureIsNotRemembered() throws Exception {
    PeerConfig config = config(4);
    fail(config.publicKey());
    assertThat(failure(source().lookup(query(config.publicKey()))).getMessage()).isNotBlank();

    know(config);

    assertThat(answer(source().lookup(query(config.publicKey()))))
        .isInstanceOf(PeerLookup.Found.class);
  }

  @Test
  void manyLookupsAtOnceEachGetTheirOwnAnswer() throws Exception {
    int count = 100;
    Map<PublicKey, CompletionStage<PeerLookup>> lookups = new LinkedHashMap<>();
    for (int i = 0; i < count; i += 2) {
      know(config(i));
    }
    for (int i = 0; i < count; i++) {
      lookups.put(key(i), source().lookup(query(key(i))));
    }
    for (int i = 0; i < count; i++) {
      PeerLookup answer = answer(lookups.get(key(i)));
      if (i % 2 == 0) {
        assertThat(answer)
            .isInstanceOf(PeerLookup.Found.class)
            .extracting(found -> ((PeerLookup.Found) found).config())
            .isEqualTo(config(i));
      } else {
        assertThat(answer).isInstanceOf(PeerLookup.NotFound.class);
      }
    }
  }

  @Test
  void aSlowAnswerHoldsUpNeitherTheCallerNorOtherLookups() throws Exception {
    keepSilent(key(5));
    CompletableFuture<PeerLookup> silent = source().lookup(query(key(5))).toCompletableFuture();
    awaitAsked(key(5));
    know(config(6));

    assertThat(answer(source().lookup(query(key(6))))).isInstanceOf(PeerLookup.Found.class);
    assertThat(silent.isDone()).isFalse();
    silent.cancel(true);
  }

  @Test
  void cancellingStopsTheWork() throws Exception {
    keepSilent(key(7));
    CompletableFuture<PeerLookup> lookup = source().lookup(query(key(7))).toCompletableFuture();
    awaitAsked(key(7));

    lookup.cancel(true);

    assertThat(lookup.isCancelled()).isTrue();
    awaitGivenUp(key(7));
  }

  @Test
  void closingFailsWhatIsInFlight() throws Exception {
    keepSilent(key(8));
    CompletionStage<PeerLookup> lookup = source().lookup(query(key(8)));
    awaitAsked(key(8));

    source().close();

    assertThat(failure(lookup).reason()).isEqualTo(LookupException.Reason.UNAVAILABLE);
    awaitGivenUp(key(8));
  }

  @Test
  void closingFailsLaterLookups() {
    know(config(9));
    source().close();

    assertThat(failure(source().lookup(query(key(9)))).reason())
        .isEqualTo(LookupException.Reason.UNAVAILABLE);
  }

  @Test
  void closingTwiceDoesNothingMore() {
    source().close();

    assertThatCode(() -> source().close()).doesNotThrowAnyException();
  }

  /** A query for whose answer a slow machine has time. */
  protected static PeerQuery query(PublicKey key) {
    return PeerQuery.builder(key).timeout(Duration.ofMinutes(2)).build();
  }

  /** A key that is different for each number. */
  protected static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    Arrays.fill(bytes, (byte) 0xA5);
    bytes[0] = (byte) (number >> 8);
    bytes[1] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }

  /** A config that is different for each number. */
  protected static PeerConfig config(int number) {
    return PeerConfig.builder(key(number))
        .allowedIp(IpPrefix.parse("10.7." + ((number >> 8) & 0xFF) + "." + (number & 0xFF)))
        .build();
  }

  private static PeerLookup answer(CompletionStage<PeerLookup> lookup) throws Exception {
    return lookup.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static LookupException failure(CompletionStage<PeerLookup> lookup) {
    Throwable thrown =
        catchThrowable(() -> lookup.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    assertThat(thrown.getCause()).isInstanceOf(LookupException.class);
    return (LookupException) thrown.getCause();
  }
}

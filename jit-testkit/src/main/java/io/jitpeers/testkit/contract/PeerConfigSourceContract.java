package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract tests of a {@link PeerConfigSource} with a control plane that a test can change.
 * This class inherits the tests of {@link FixedPeerConfigSourceContract}, and adds tests of changed
 * configs, failures, unanswered requests, cancelling, closing and watching. The test of an
 * implementation extends this class and controls the control plane: it makes the control plane know
 * a peer, fail, or not answer. JUnit creates a new instance for each test. A subclass can therefore
 * create the source in a {@code @BeforeEach} method and close it in an {@code @AfterEach} method.
 */
@SuppressWarnings("exports") // JUnit is optional: the fakes work without it.
@Timeout(180)
public abstract class PeerConfigSourceContract extends FixedPeerConfigSourceContract {
  /** Creates a contract. */
  protected PeerConfigSourceContract() {}

  /** {@inheritDoc} This implementation makes the control plane {@linkplain #know know} a peer. */
  @Override
  protected PeerConfig knownPeer() throws Exception {
    know(config(1));
    return config(1);
  }

  /** {@inheritDoc} This implementation returns a key that no other test uses. */
  @Override
  protected PublicKey unknownKey() {
    return key(60_000);
  }

  /**
   * Makes the control plane know a peer. Peers for which this method was not called stay unknown.
   *
   * @param config the peer's config from now on
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract void know(PeerConfig config) throws Exception;

  /**
   * Makes lookups of a key fail from now on. The cause of the failure is the control plane, not the
   * source.
   *
   * @param key the key
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract void fail(PublicKey key) throws Exception;

  /**
   * Makes the control plane stop answering requests for a key from now on.
   *
   * @param key the key
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract void keepSilent(PublicKey key) throws Exception;

  /**
   * Waits until the control plane has received a request for a key that was passed to {@link
   * #keepSilent}.
   *
   * @param key the key of the request
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract void awaitAsked(PublicKey key) throws Exception;

  /**
   * Waits until the source has ended all its unanswered requests for a key.
   *
   * @param key the key
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract void awaitGivenUp(PublicKey key) throws Exception;

  /**
   * Waits until every open watch of the source is connected to the control plane, and then makes
   * the control plane announce that a peer changed. Override this method to test watching.
   *
   * @param key the peer's static public key
   * @return true if the source can watch; false, the default, if {@link PeerConfigSource#watch}
   *     does nothing
   * @throws Exception if this method fails; the test then fails
   */
  protected boolean announce(PublicKey key) throws Exception {
    return false;
  }

  @Test
  void aChangedConfigIsFoundWhateverTheCallerHas() throws Exception {
    know(config(1));
    PeerLookup.Found first = (PeerLookup.Found) answer(source().lookup(query(key(1))));
    PeerConfig changed = PeerConfig.builder(key(1)).allowedIp(IpPrefix.parse("10.8.0.1")).build();
    know(changed);

    assertThat(answer(source().lookup(conditional(first))))
        .isInstanceOfSatisfying(
            PeerLookup.Found.class, found -> assertThat(found.config()).isEqualTo(changed));
  }

  /**
   * A source that caches answers must not use its cache for a query that excludes cached answers.
   */
  @Test
  void aQueryThatWantsNoCacheIsAnsweredWithWhatIsTrueNow() throws Exception {
    know(config(1));
    answer(source().lookup(query(key(1))));
    PeerConfig changed = PeerConfig.builder(key(1)).allowedIp(IpPrefix.parse("10.8.0.1")).build();
    know(changed);
    PeerQuery uncached =
        PeerQuery.builder(key(1)).timeout(Duration.ofMinutes(2)).uncached(true).build();

    assertThat(answer(source().lookup(uncached)))
        .isInstanceOfSatisfying(
            PeerLookup.Found.class, found -> assertThat(found.config()).isEqualTo(changed));
  }

  @Test
  void aFailureHasAReason() throws Exception {
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
    List<CompletionStage<PeerLookup>> lookups = new ArrayList<>();
    for (int i = 0; i < count; i += 2) {
      know(config(i));
    }
    for (int i = 0; i < count; i++) {
      lookups.add(source().lookup(query(key(i))));
    }
    for (int i = 0; i < count; i++) {
      PeerLookup answer = answer(lookups.get(i));
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
  void closingFailsLaterLookups() throws Exception {
    know(config(9));
    source().close();

    assertThat(failure(source().lookup(query(key(9)))).reason())
        .isEqualTo(LookupException.Reason.UNAVAILABLE);
  }

  @Test
  void changesAreTold() throws Exception {
    RecordingListener listener = new RecordingListener();
    source().watch(listener);
    assumeTrue(announce(key(1)), "the source can watch");
    assertThat(announce(key(2))).isTrue();

    listener.await(key(1));
    listener.await(key(2));
    assertThat(listener.missedTimes()).as("a first connection is no miss").isZero();
  }

  @Test
  void nothingIsToldAfterAWatchWasEnded() throws Exception {
    RecordingListener ended = new RecordingListener();
    AutoCloseable watch = source().watch(ended);
    assumeTrue(announce(key(1)), "the source can watch");
    ended.await(key(1));
    watch.close();
    RecordingListener next = new RecordingListener();
    source().watch(next);
    assertThat(announce(key(2))).isTrue();

    next.await(key(2));
    assertThat(ended.keys()).doesNotContain(key(2));
  }

  @Test
  void aListenerThatThrowsDoesNotEndItsWatch() throws Exception {
    RecordingListener failing =
        new RecordingListener() {
          @Override
          public void changed(PublicKey key) {
            super.changed(key);
            throw new IllegalStateException("on purpose");
          }
        };
    source().watch(failing);
    assumeTrue(announce(key(1)), "the source can watch");
    failing.await(key(1));
    assertThat(announce(key(2))).isTrue();

    failing.await(key(2));
  }

  @Test
  void watchingDoesNotKeepLookupsFromTheirAnswers() throws Exception {
    PeerConfig config = config(1);
    know(config);
    RecordingListener listener = new RecordingListener();
    source().watch(listener);
    assumeTrue(announce(key(1)), "the source can watch");

    assertThat(answer(source().lookup(query(config.publicKey()))))
        .isInstanceOf(PeerLookup.Found.class);
  }
}

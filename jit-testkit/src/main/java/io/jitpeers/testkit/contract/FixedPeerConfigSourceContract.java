package io.jitpeers.testkit.contract;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract tests of every {@link PeerConfigSource}, including sources with unchanging answers,
 * such as a map of peers. The test of an implementation extends this class. It returns the source,
 * the config of a peer that the source knows, and a key that the source does not know. If a test
 * can change, stop or delay the source's control plane, extend {@link PeerConfigSourceContract}
 * instead. It contains further tests.
 *
 * <pre>{@code
 * class StaffTest extends FixedPeerConfigSourceContract {
 *   private final PeerConfigSource source = new MapSource(Map.of(ALICE.publicKey(), ALICE));
 *
 *   protected PeerConfigSource source() { return source; }
 *   protected PeerConfig knownPeer()    { return ALICE; }
 *   protected PublicKey unknownKey()    { return MALLORY; }
 * }
 * }</pre>
 *
 * <p>JUnit creates a new instance for each test, so a field can hold the source. If the source
 * holds threads or connections, close it in an {@code @AfterEach} method.
 */
@SuppressWarnings("exports") // JUnit is optional: the fakes work without it.
@Timeout(180)
public abstract class FixedPeerConfigSourceContract {
  private static final long PATIENCE_SECONDS = 60;

  /** Creates a contract. */
  protected FixedPeerConfigSourceContract() {}

  /** {@return the source under test, the same one throughout a test} */
  protected abstract PeerConfigSource source();

  /**
   * Returns the config of a peer that the source knows.
   *
   * @return the config that each lookup of the peer must return, the same throughout a test
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract PeerConfig knownPeer() throws Exception;

  /**
   * Returns a key that the source does not know.
   *
   * @return a key that lookups must not find
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract PublicKey unknownKey() throws Exception;

  @Test
  void aKnownPeerIsFoundAlsoAfterWarmingUp() throws Exception {
    source().warmUp(Duration.ZERO);
    source().warmUp(Duration.ofSeconds(1));
    aKnownPeerIsFound();
  }

  @Test
  void aKnownPeerIsFound() throws Exception {
    PeerConfig config = knownPeer();

    assertThat(found(source().lookup(query(config.publicKey()))).config()).isEqualTo(config);
  }

  /** Each repeated lookup of a known peer must find the same config. */
  @Test
  void aKnownPeerIsFoundEachTime() throws Exception {
    PeerConfig config = knownPeer();
    for (int i = 0; i < 3; i++) {
      assertThat(found(source().lookup(query(config.publicKey()))).config()).isEqualTo(config);
    }
  }

  @Test
  void anAnswerThatTheCallerHasIsConfirmedOrGivenAgain() throws Exception {
    PeerConfig config = knownPeer();
    PeerLookup.Found first = found(source().lookup(query(config.publicKey())));

    PeerLookup again = answer(source().lookup(conditional(first)));

    assertThat(again).isInstanceOfAny(PeerLookup.Found.class, PeerLookup.NotModified.class);
    if (again instanceof PeerLookup.Found found) {
      assertThat(found.config()).isEqualTo(config);
    } else {
      assertThat(first.validator()).as("what was not modified").isPresent();
    }
  }

  /**
   * A query may contain a validator that the source does not know, for example from another source
   * or from before the config changed. The source must then answer with the config. It must not
   * answer that the caller's config is still valid.
   */
  @Test
  void aValidatorThatTheSourceDidNotGiveIsNotConfirmed() throws Exception {
    PeerConfig config = knownPeer();
    PeerQuery query =
        PeerQuery.builder(config.publicKey())
            .timeout(Duration.ofMinutes(2))
            .validator("\"of-another-source\"")
            .build();

    assertThat(found(source().lookup(query)).config()).isEqualTo(config);
  }

  @Test
  void aQueryThatWantsNoCacheIsAnswered() throws Exception {
    PeerConfig config = knownPeer();
    PeerQuery uncached =
        PeerQuery.builder(config.publicKey()).timeout(Duration.ofMinutes(2)).uncached(true).build();

    assertThat(found(source().lookup(uncached)).config()).isEqualTo(config);
  }

  @Test
  void anUnknownPeerIsNotFound() throws Exception {
    assertThat(answer(source().lookup(query(unknownKey()))))
        .isInstanceOf(PeerLookup.NotFound.class);
  }

  @Test
  void lookupsAtTheSameTimeEachGetTheirOwnAnswer() throws Exception {
    PeerConfig config = knownPeer();
    PublicKey unknown = unknownKey();
    List<CompletionStage<PeerLookup>> lookups = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lookups.add(source().lookup(query(i % 2 == 0 ? config.publicKey() : unknown)));
    }
    for (int i = 0; i < lookups.size(); i++) {
      if (i % 2 == 0) {
        assertThat(found(lookups.get(i)).config()).isEqualTo(config);
      } else {
        assertThat(answer(lookups.get(i))).isInstanceOf(PeerLookup.NotFound.class);
      }
    }
  }

  @Test
  void aLookupThatIsCancelledDoesNotHarmTheNextOne() throws Exception {
    PeerConfig config = knownPeer();
    CompletableFuture<PeerLookup> cancelled =
        source().lookup(query(config.publicKey())).toCompletableFuture();
    cancelled.cancel(true);

    assertThat(found(source().lookup(query(config.publicKey()))).config()).isEqualTo(config);
  }

  @Test
  void aWatchOfAClosedSourceIsEnded() throws Exception {
    RecordingListener before = new RecordingListener();
    AutoCloseable watch = source().watch(before);
    source().close();

    watch.close();
    source().watch(new RecordingListener()).close();

    assertThat(before.keys()).isEmpty();
  }

  @Test
  void aWatchCanBeEndedTwice() throws Exception {
    AutoCloseable watch = source().watch(new RecordingListener());

    watch.close();
    watch.close();
  }

  @Test
  void closingTwiceDoesNothingMore() throws Exception {
    source().close();

    assertThatCode(() -> source().close()).doesNotThrowAnyException();
  }

  /**
   * Returns a query with a timeout that is long enough for a slow machine.
   *
   * @param key the key to look up
   * @return the query
   */
  protected static PeerQuery query(PublicKey key) {
    return PeerQuery.builder(key).timeout(Duration.ofMinutes(2)).build();
  }

  /** Returns a query for the peer of an earlier answer, with that answer's validator. */
  static PeerQuery conditional(PeerLookup.Found known) {
    return PeerQuery.builder(known.config().publicKey())
        .timeout(Duration.ofMinutes(2))
        .validator(known.validator().orElse(null))
        .build();
  }

  /**
   * Returns a made-up key.
   *
   * @param number 0 to 65,535; each number gives a different key
   * @return the key
   */
  protected static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    Arrays.fill(bytes, (byte) 0xA5);
    bytes[0] = (byte) (number >> 8);
    bytes[1] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }

  /**
   * Returns a made-up config.
   *
   * @param number the number of the peer's key, as for {@link #key}
   * @return the config
   */
  protected static PeerConfig config(int number) {
    return PeerConfig.builder(key(number))
        .allowedIp(IpPrefix.parse("10.7." + ((number >> 8) & 0xFF) + "." + (number & 0xFF)))
        .build();
  }

  static PeerLookup answer(CompletionStage<PeerLookup> lookup) throws Exception {
    return lookup.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static PeerLookup.Found found(CompletionStage<PeerLookup> lookup) throws Exception {
    PeerLookup answer = answer(lookup);
    assertThat(answer).isInstanceOf(PeerLookup.Found.class);
    return (PeerLookup.Found) answer;
  }

  static LookupException failure(CompletionStage<PeerLookup> lookup) {
    Throwable thrown =
        catchThrowable(() -> lookup.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    if (thrown instanceof ExecutionException && thrown.getCause() instanceof LookupException e) {
      return e;
    }
    throw new AssertionError("not a failed lookup: " + thrown, thrown);
  }
}

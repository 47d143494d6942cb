package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of sources of fixed answers fails each source with a fault. */
class FixedSourceMutantsTest {
  private static final PeerConfig KNOWN = FixedPeerConfigSourceContract.config(1);

  private static class Honest extends MapSource {
    Honest() {
      super(Map.of(KNOWN.publicKey(), KNOWN));
    }
  }

  /** A source with one fault. */
  enum Mutant {
    FINDS_NOBODY(
        () ->
            new Honest() {
              @Override
              PeerLookup answer(PeerQuery query) {
                return PeerLookup.notFound(Duration.ZERO);
              }
            }),
    FINDS_EVERYBODY(
        () ->
            new Honest() {
              @Override
              PeerLookup answer(PeerQuery query) {
                return PeerLookup.found(KNOWN, Freshness.NONE);
              }
            }),
    FINDS_ANOTHER_CONFIG(
        () ->
            new MapSource(
                Map.of(
                    KNOWN.publicKey(), KNOWN.toBuilder().persistentKeepaliveSeconds(25).build()))),
    CONFIRMS_EVERY_VALIDATOR(
        () ->
            new Honest() {
              @Override
              PeerLookup answer(PeerQuery query) {
                return query.validator().isPresent()
                    ? PeerLookup.notModified(Freshness.NONE, query.validator().get())
                    : super.answer(query);
              }
            }),
    ANSWERS_ONCE(
        () ->
            new Honest() {
              private final Set<PublicKey> asked = new HashSet<>();

              @Override
              public CompletionStage<PeerLookup> lookup(PeerQuery query) {
                return asked.add(query.key())
                    ? super.lookup(query)
                    : CompletableFuture.failedFuture(
                        new LookupException(LookupException.Reason.UNAVAILABLE, "asked before"));
              }
            }),
    GIVES_THE_SAME_STAGE_TO_ALL(
        () ->
            new Honest() {
              private final CompletableFuture<PeerLookup> shared = new CompletableFuture<>();
              private int lookups;

              /** Answers when it is asked again, so that the first caller can give up before. */
              @Override
              public CompletionStage<PeerLookup> lookup(PeerQuery query) {
                if (++lookups > 1) {
                  shared.complete(answer(query));
                }
                return shared;
              }
            }),
    REFUSES_QUERIES_WITHOUT_CACHE(
        () ->
            new Honest() {
              @Override
              PeerLookup answer(PeerQuery query) {
                return query.uncached() ? PeerLookup.notFound(Duration.ZERO) : super.answer(query);
              }
            }),
    FAILS_TO_CLOSE_AGAIN(
        () ->
            new Honest() {
              private boolean closed;

              @Override
              public void close() {
                if (closed) {
                  throw new IllegalStateException("closed before");
                }
                closed = true;
              }
            }),
    ENDS_A_WATCH_ONCE(
        () ->
            new Honest() {
              @Override
              public AutoCloseable watch(ChangeListener listener) {
                boolean[] ended = {false};
                return () -> {
                  if (ended[0]) {
                    throw new IllegalStateException("ended before");
                  }
                  ended[0] = true;
                };
              }
            });

    private final Supplier<PeerConfigSource> source;

    Mutant(Supplier<PeerConfigSource> source) {
      this.source = source;
    }
  }

  private static final class Contract extends FixedPeerConfigSourceContract {
    private final PeerConfigSource source;

    Contract(PeerConfigSource source) {
      this.source = source;
    }

    @Override
    protected PeerConfigSource source() {
      return source;
    }

    @Override
    protected PeerConfig knownPeer() {
      return KNOWN;
    }

    @Override
    protected PublicKey unknownKey() {
      return key(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void aSourceWithAFaultFails(Mutant mutant) throws Exception {
    assertThat(ContractRun.of(() -> new Contract(mutant.source.get())).failures())
        .as(mutant + " fails a test")
        .isNotEmpty();
  }
}

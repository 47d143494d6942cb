package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of sources that a test can control fails each source with a fault. */
class SourceMutantsTest {

  /** A source with one fault. */
  enum Mutant {
    REMEMBERS_ANSWERS(
        () ->
            new ScriptedSource() {
              private final Map<PublicKey, PeerLookup> answers = new HashMap<>();

              @Override
              PeerLookup answer(PeerQuery query) {
                return answers.computeIfAbsent(query.key(), key -> super.answer(query));
              }
            }),
    REMEMBERS_ANSWERS_UNLESS_CONDITIONAL(
        () ->
            new ScriptedSource() {
              private final Map<PublicKey, PeerLookup> answers = new HashMap<>();

              @Override
              PeerLookup answer(PeerQuery query) {
                return query.validator().isPresent()
                    ? super.answer(query)
                    : answers.computeIfAbsent(query.key(), key -> super.answer(query));
              }
            }),
    REMEMBERS_FAILURES(
        () ->
            new ScriptedSource() {
              @Override
              void know(PeerConfig config) {
                known.put(config.publicKey(), config);
              }
            }),
    CONFIRMS_EVERY_VALIDATOR(
        () ->
            new ScriptedSource() {
              @Override
              PeerLookup answer(PeerQuery query) {
                return query.validator().isPresent()
                    ? PeerLookup.notModified(Freshness.NONE, query.validator().get())
                    : super.answer(query);
              }
            }),
    FAILS_WITHOUT_A_REASON(
        () ->
            new ScriptedSource() {
              @Override
              public CompletionStage<PeerLookup> lookup(PeerQuery query) {
                return failing.contains(query.key())
                    ? CompletableFuture.failedFuture(new IllegalStateException("on purpose"))
                    : super.lookup(query);
              }
            }),
    FINDS_NOBODY_WHERE_IT_FAILS(
        () ->
            new ScriptedSource() {
              @Override
              public CompletionStage<PeerLookup> lookup(PeerQuery query) {
                return failing.contains(query.key())
                    ? CompletableFuture.completedFuture(PeerLookup.notFound(Duration.ZERO))
                    : super.lookup(query);
              }
            }),
    GOES_ON_WHEN_CANCELLED(
        () ->
            new ScriptedSource() {
              @Override
              public CompletionStage<PeerLookup> lookup(PeerQuery query) {
                CompletionStage<PeerLookup> stage = super.lookup(query);
                return silent.contains(query.key()) ? stage.thenApply(answer -> answer) : stage;
              }
            }),
    FINDS_NOBODY_WHEN_IT_CLOSES(
        () ->
            new ScriptedSource() {
              @Override
              public void close() {
                pending.values().forEach(open -> open.complete(PeerLookup.notFound(Duration.ZERO)));
                super.close();
              }
            }),
    ANSWERS_WHEN_CLOSED(
        () ->
            new ScriptedSource() {
              @Override
              public void close() {
                super.close();
                closed = false;
              }
            }),
    TELLS_AFTER_A_WATCH_WAS_ENDED(
        () ->
            new ScriptedSource() {
              @Override
              public AutoCloseable watch(ChangeListener listener) {
                super.watch(listener);
                return () -> {};
              }
            }),
    TELLS_OF_A_MISS_AT_FIRST(
        () ->
            new ScriptedSource() {
              @Override
              public AutoCloseable watch(ChangeListener listener) {
                listener.missed();
                return super.watch(listener);
              }
            }),
    LETS_A_LISTENER_THROW(
        () ->
            new ScriptedSource() {
              @Override
              void announce(PublicKey key) {
                listeners.forEach(listener -> listener.changed(key));
              }
            });

    private final Supplier<ScriptedSource> source;

    Mutant(Supplier<ScriptedSource> source) {
      this.source = source;
    }
  }

  private static final class Contract extends PeerConfigSourceContract {
    private final ScriptedSource source;

    Contract(ScriptedSource source) {
      this.source = source;
    }

    @Override
    protected PeerConfigSource source() {
      return source;
    }

    @Override
    protected void know(PeerConfig config) {
      source.know(config);
    }

    @Override
    protected void fail(PublicKey key) {
      source.failing.add(key);
    }

    @Override
    protected void keepSilent(PublicKey key) {
      source.silent.add(key);
    }

    @Override
    protected void awaitAsked(PublicKey key) {
      assertThat(source.pending).containsKey(key);
    }

    @Override
    protected void awaitGivenUp(PublicKey key) {
      assertThat(source.pending.get(key)).isDone();
    }

    @Override
    protected boolean announce(PublicKey key) {
      source.announce(key);
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void aSourceWithAFaultFails(Mutant mutant) throws Exception {
    assertThat(ContractRun.of(() -> new Contract(mutant.source.get())).failures())
        .as(mutant + " fails a test")
        .isNotEmpty();
  }

  @Test
  void aSourceWithoutOnePasses() throws Exception {
    assertThat(ContractRun.of(() -> new Contract(new ScriptedSource())).failures()).isEmpty();
  }
}

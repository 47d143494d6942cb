package io.jitpeers.internal;

import io.jitpeers.event.Outcome;
import io.jitpeers.explain.LastAnswer;
import io.jitpeers.explain.PeerExplanation;
import io.jitpeers.internal.explain.Moments;
import io.jitpeers.internal.explain.OutcomeMemory;
import io.jitpeers.internal.explain.RememberedAnswer;
import io.jitpeers.internal.hotset.PeerFacts;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Explains why a peer can or cannot connect, from the current state of the pipeline's parts. Sends
 * no request and changes nothing. Thread-safe; no method blocks.
 */
final class Explanations {
  /** The outcomes of packets that do not prove possession of a static key. */
  private static final Set<Outcome> UNPROVED =
      EnumSet.of(
          Outcome.NOT_AN_INITIATION,
          Outcome.BAD_MAC1,
          Outcome.DUPLICATE,
          Outcome.SOURCE_RATE_LIMITED,
          Outcome.GLOBAL_RATE_LIMITED,
          Outcome.QUEUE_FULL,
          Outcome.LOW_ORDER_POINT,
          Outcome.BAD_STATIC,
          Outcome.BAD_TIMESTAMP);

  private final ExplainedParts parts;
  private final PeerFacts facts;
  private final Forecast forecast;
  private final FailureLog failures;

  Explanations(ExplainedParts parts) {
    this.parts = parts;
    this.facts = new PeerFacts(parts.hotSet());
    this.forecast = new Forecast(parts, facts);
    this.failures = new FailureLog(LoggerFactory.getLogger(Explanations.class), parts.time());
  }

  PeerExplanation explain(PublicKey key) {
    Moments moments = Moments.of(parts.time());
    OutcomeMemory.Memory memory = parts.outcomes().of(key, moments);
    AnswerCache.Holding cached = parts.answers().peek(key);
    Optional<Tai64n> newest = newest(key);
    Optional<LastAnswer> answer = answer(memory.answer(), cached, moments);
    Subject subject =
        new Subject(
            key,
            moments,
            parts.hotSet().find(key),
            parts.provisioning().isPending(key),
            memory.initiations(),
            newest,
            cached,
            answer,
            memory.answer() != null && memory.answer().isInvalid(),
            parts.provisioning().room(key));
    return new PeerExplanation(
        key,
        moments.now(),
        subject.resident(),
        facts.allowedIps(key),
        parts.hotSet().pins().contains(key),
        subject.provisioning(),
        subject.initiations(),
        parts.outcomes().isOn(),
        parts.outcomes().forgotten(),
        newest,
        answer,
        forecast.of(subject),
        unproved());
  }

  private Optional<Tai64n> newest(PublicKey key) {
    try {
      return Objects.requireNonNull(
          parts.replayMemory().newest(key), "the replay memory returned null");
    } catch (RuntimeException | Error e) {
      failures.record("the replay memory cannot tell the newest timestamp of a key", e);
      return Optional.empty();
    }
  }

  private Map<Outcome, Long> unproved() {
    Map<Outcome, Long> counts = new EnumMap<>(parts.watched().completions().counts());
    counts.keySet().retainAll(UNPROVED);
    return counts;
  }

  /**
   * Combines the control plane's latest answer, as remembered for explanations, with the cached
   * answer. Only the cache tells how long the answer may still be used: it drops an answer when the
   * peer is revoked, or when a hint says that the peer's config changed.
   */
  private static Optional<LastAnswer> answer(
      @Nullable RememberedAnswer remembered, AnswerCache.Holding cached, Moments moments) {
    PeerConfig config = cached.config();
    Optional<Instant> at =
        Optional.ofNullable(remembered).map(answer -> moments.instant(answer.nanos()));
    if (config != null && (remembered == null || remembered.kind() == LastAnswer.Kind.FOUND)) {
      return Optional.of(
          new LastAnswer(
              LastAnswer.Kind.FOUND,
              at,
              Optional.empty(),
              Optional.of(moments.in(cached.fresh())),
              Optional.of(moments.in(cached.usable())),
              config.allowedIps(),
              config.allowedIps().size(),
              config.presharedKey().isPresent(),
              config.expiresAt()));
    }
    boolean isNotFound = cached.notFound().compareTo(Duration.ZERO) > 0;
    Optional<Instant> until =
        isNotFound ? Optional.of(moments.in(cached.notFound())) : Optional.empty();
    if (remembered == null) {
      return isNotFound
          ? Optional.of(without(LastAnswer.Kind.NOT_FOUND, at, until))
          : Optional.empty();
    }
    Optional<Instant> usable =
        config == null ? Optional.empty() : Optional.of(moments.in(cached.usable()));
    return Optional.of(
        new LastAnswer(
            remembered.kind(),
            at,
            Optional.ofNullable(remembered.reason()),
            remembered.kind() == LastAnswer.Kind.NOT_FOUND ? until : Optional.empty(),
            usable,
            remembered.allowedIps(),
            remembered.allowedIpCount(),
            remembered.hasPresharedKey(),
            Optional.ofNullable(remembered.expiresAt())));
  }

  private static LastAnswer without(
      LastAnswer.Kind kind, Optional<Instant> at, Optional<Instant> until) {
    return new LastAnswer(
        kind, at, Optional.empty(), until, Optional.empty(), List.of(), 0, false, Optional.empty());
  }
}

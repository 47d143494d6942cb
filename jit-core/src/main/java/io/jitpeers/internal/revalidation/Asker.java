package io.jitpeers.internal.revalidation;

import io.jitpeers.internal.common.Causes;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.lookup.Asking;
import io.jitpeers.internal.lookup.Lane;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the control plane about a peer, and passes the answer to {@link Rulings}. The request is
 * conditional if an earlier answer is remembered. If the control plane answers that there is no
 * such peer, asks once more for confirmation before passing the answer on. Thread-safe.
 */
final class Asker {
  private static final Logger log = LoggerFactory.getLogger(Asker.class);

  private final RevalidationParts parts;
  private final RevalidationCounters counters;
  private final Rulings rulings;
  private final Predicate<Question> superseded;
  private final Consumer<Question> dropped;
  private final FailureLog failures;

  /**
   * Creates an asker.
   *
   * @param superseded returns whether the answer to a question no longer counts
   * @param dropped receives the questions whose answers no longer count
   */
  Asker(
      RevalidationParts parts,
      RevalidationCounters counters,
      Rulings rulings,
      Predicate<Question> superseded,
      Consumer<Question> dropped) {
    this.parts = parts;
    this.counters = counters;
    this.rulings = rulings;
    this.superseded = superseded;
    this.failures = new FailureLog(log, parts.time());
    this.dropped = dropped;
  }

  /**
   * Asks a question. Sends the validator (such as an ETag) of the remembered answer, unless the
   * question asks for confirmation. A question that cannot be asked counts as unanswered.
   */
  void ask(Question question) {
    try {
      begin(question);
    } catch (RuntimeException | Error e) {
      failures.record(
          "the control plane could not be asked about the resident peer " + question.key, e);
      failed(question, e);
    }
  }

  private void begin(Question question) {
    counters.asked.increment();
    PublicKey key = question.key;
    PeerLookup.Found remembered =
        question.second ? null : parts.answers().validatable(key).orElse(null);
    String validator = remembered == null ? null : remembered.validator().orElse(null);
    Lane lane = question.reason == Question.Reason.CLIENT ? Lane.KNOWN : Lane.BACKGROUND;
    Asking asking = Asking.of(key, validator, lane);
    CompletableFuture<PeerLookup> lookup =
        parts.lookups().lookup(question.wantsNews() ? asking.pastCaches() : asking);
    question.lookup = lookup;
    if (superseded.test(question)) {
      lookup.cancel(true);
    }
    // The callback logs its own failures.
    var unused =
        lookup.whenComplete((answer, failure) -> answered(question, remembered, answer, failure));
  }

  /** Ends a question with an answer that another lookup got. */
  void adopted(Question question, PeerLookup.Found answer) {
    answered(question, null, answer, null);
  }

  /** Cancels an open question. */
  void cancel(Question question) {
    CompletableFuture<PeerLookup> lookup = question.lookup;
    if (lookup != null) {
      lookup.cancel(true);
    }
  }

  private void answered(
      Question question,
      PeerLookup.@Nullable Found remembered,
      @Nullable PeerLookup answer,
      @Nullable Throwable failure) {
    try {
      if (superseded.test(question)) {
        dropped.accept(question);
      } else if (answer instanceof PeerLookup.Found found) {
        rulings.found(question, found);
      } else if (answer instanceof PeerLookup.NotModified same && remembered != null) {
        counters.notModified.increment();
        rulings.found(question, AnswerCache.renewed(remembered, same));
      } else if (answer instanceof PeerLookup.NotFound notFound) {
        notFound(question, notFound);
      } else {
        rulings.failed(question, reason(question, failure));
      }
    } catch (RuntimeException | Error e) {
      failures.record(
          "the answer about the resident peer " + question.key + " could not be processed", e);
      failed(question, e);
    }
  }

  /**
   * Ends a question as failed. A question that never ended would block all later questions about
   * its peer.
   */
  private void failed(Question question, Throwable failure) {
    try {
      rulings.failed(question, failure);
    } catch (RuntimeException | Error e) {
      failures.record(
          "the question about " + question.key + " could not be ended; trying again", e);
      failedAgain(question, failure);
    }
  }

  private void failedAgain(Question question, Throwable failure) {
    try {
      rulings.failed(question, failure);
    } catch (RuntimeException | Error e) {
      // The exception is not thrown, so the other questions of the same group are still asked.
      failures.record("the question about " + question.key + " could not be ended", e);
    }
  }

  private static Throwable reason(Question question, @Nullable Throwable failure) {
    return failure != null
        ? Causes.cause(failure)
        : new LookupException(
            LookupException.Reason.REJECTED,
            "look up " + question.key + ": not modified, although no config is remembered");
  }

  private void notFound(Question question, PeerLookup.NotFound answer) {
    if (question.second) {
      rulings.vanished(question, answer);
    } else {
      question.second = true;
      ask(question);
    }
  }
}

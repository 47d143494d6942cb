package io.jitpeers.testkit;

import io.jitpeers.spi.Freshness;
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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A control plane whose answers the test decides: at once by a rule, or later by hand. Remembers
 * every question. Thread-safe.
 */
public final class FakePeerConfigSource implements PeerConfigSource {
  /** A question that waits for the test's answer. */
  public record Question(PeerQuery query, CompletableFuture<PeerLookup> answer) {

    public PublicKey key() {
      return query.key();
    }

    /** Says that what the query's validator stands for still holds. */
    public void notModified(Freshness freshness) {
      answer.complete(PeerLookup.notModified(freshness, query.validator().orElse(null)));
    }

    public void found(PeerConfig config, Freshness freshness, String validator) {
      answer.complete(PeerLookup.found(config, freshness, validator));
    }

    public void found(PeerConfig config) {
      answer.complete(PeerLookup.found(config, Freshness.NONE));
    }

    public void notFound() {
      answer.complete(PeerLookup.notFound(Duration.ZERO));
    }

    public void fail(LookupException.Reason reason) {
      answer.completeExceptionally(
          new LookupException(reason, "look up " + key() + ": on purpose"));
    }
  }

  private final List<Question> questions = new ArrayList<>();
  private final Map<PublicKey, PeerLookup> known = new ConcurrentHashMap<>();
  private volatile Function<PublicKey, CompletionStage<PeerLookup>> rule = this::answerFromKnown;
  private volatile boolean closed;

  /** Answers at once from what {@link #put} was given; unknown keys are not found. */
  public FakePeerConfigSource answeringAtOnce() {
    rule = this::answerFromKnown;
    return this;
  }

  /** Leaves every question open until the test answers it. */
  public FakePeerConfigSource answeringByHand() {
    rule = key -> new CompletableFuture<>();
    return this;
  }

  /** Fails every question at once. */
  public FakePeerConfigSource failing(LookupException.Reason reason) {
    rule =
        key ->
            CompletableFuture.failedFuture(
                new LookupException(reason, "look up " + key + ": on purpose"));
    return this;
  }

  /** Answers by a rule of the test's. */
  public FakePeerConfigSource answering(Function<PublicKey, CompletionStage<PeerLookup>> newRule) {
    rule = newRule;
    return this;
  }

  /** Makes a peer known, with the n-th address of 10.0.0.0/8 and answers used once. */
  public PeerConfig put(PublicKey key, int n) {
    PeerConfig config = config(key, n);
    put(config, Freshness.NONE);
    return config;
  }

  public void put(PeerConfig config, Freshness freshness) {
    known.put(config.publicKey(), PeerLookup.found(config, freshness));
  }

  public void putNotFound(PublicKey key, Duration negativeTtl) {
    known.put(key, PeerLookup.notFound(negativeTtl));
  }

  /** A config with the n-th address of 10.0.0.0/8 as its only allowed IP. */
  public static PeerConfig config(PublicKey key, int n) {
    String address = "10." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255);
    return PeerConfig.builder(key).allowedIp(IpPrefix.parse(address + "/32")).build();
  }

  private CompletionStage<PeerLookup> answerFromKnown(PublicKey key) {
    return CompletableFuture.completedFuture(
        known.getOrDefault(key, PeerLookup.notFound(Duration.ZERO)));
  }

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    CompletableFuture<PeerLookup> answer = rule.apply(query.key()).toCompletableFuture();
    synchronized (questions) {
      questions.add(new Question(query, answer));
    }
    return answer;
  }

  /** Every question so far, in order. */
  public List<Question> questions() {
    synchronized (questions) {
      return List.copyOf(questions);
    }
  }

  /** The newest question. */
  public Question lastQuestion() {
    List<Question> all = questions();
    return all.get(all.size() - 1);
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}

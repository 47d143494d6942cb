package io.jitpeers.testkit;

import io.jitpeers.spi.ChangeListener;
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
import org.jspecify.annotations.Nullable;

/**
 * A control plane whose answers the test decides: at once by a rule, or later by hand. Keeps every
 * question. Thread-safe.
 */
public final class FakePeerConfigSource implements PeerConfigSource {
  /**
   * A lookup that waits for the test's answer, or has it.
   *
   * @param query the query
   * @param answer completed by the test, unless the source answers by itself
   */
  public record Question(PeerQuery query, CompletableFuture<PeerLookup> answer) {

    /** {@return the static public key of the peer that is asked for} */
    public PublicKey key() {
      return query.key();
    }

    /**
     * Answers that what the query's validator stands for still holds.
     *
     * @param freshness the freshness from now on
     */
    public void notModified(Freshness freshness) {
      answer.complete(PeerLookup.notModified(freshness, query.validator().orElse(null)));
    }

    /**
     * Answers with a config.
     *
     * @param config the config
     * @param freshness its freshness
     * @param validator its validator
     */
    public void found(PeerConfig config, Freshness freshness, String validator) {
      answer.complete(PeerLookup.found(config, freshness, validator));
    }

    /**
     * Answers with a config that is used once.
     *
     * @param config the config
     */
    public void found(PeerConfig config) {
      answer.complete(PeerLookup.found(config, Freshness.NONE));
    }

    /** Answers that there is no such peer, which is not remembered. */
    public void notFound() {
      answer.complete(PeerLookup.notFound(Duration.ZERO));
    }

    /**
     * Fails the lookup.
     *
     * @param reason why
     */
    public void fail(LookupException.Reason reason) {
      answer.completeExceptionally(
          new LookupException(reason, "look up " + key() + ": on purpose"));
    }
  }

  private final List<Question> questions = new ArrayList<>();
  private final Map<PublicKey, PeerLookup> known = new ConcurrentHashMap<>();
  private volatile Function<PeerQuery, CompletionStage<PeerLookup>> rule = this::answerFromKnown;
  private volatile boolean closed;
  private volatile @Nullable ChangeListener watcher;

  /** Creates a source that answers at once and knows no peer. */
  public FakePeerConfigSource() {}

  /**
   * Answers at once from what {@link #put} was given; unknown keys are not found.
   *
   * @return this
   */
  public FakePeerConfigSource answeringAtOnce() {
    rule = this::answerFromKnown;
    return this;
  }

  /**
   * Leaves every question open until the test answers it.
   *
   * @return this
   */
  public FakePeerConfigSource answeringByHand() {
    rule = query -> new CompletableFuture<>();
    return this;
  }

  /**
   * Fails every question at once.
   *
   * @param reason why
   * @return this
   */
  public FakePeerConfigSource failing(LookupException.Reason reason) {
    rule =
        query ->
            CompletableFuture.failedFuture(
                new LookupException(reason, "look up " + query.key() + ": on purpose"));
    return this;
  }

  /**
   * Answers by a rule of the test's.
   *
   * @param newRule from a key to the answer
   * @return this
   */
  public FakePeerConfigSource answering(Function<PublicKey, CompletionStage<PeerLookup>> newRule) {
    return answeringQueries(query -> newRule.apply(query.key()));
  }

  /**
   * Answers by a rule of the test's that sees the whole query, with its validator.
   *
   * @param newRule from a query to the answer
   * @return this
   */
  public FakePeerConfigSource answeringQueries(
      Function<PeerQuery, CompletionStage<PeerLookup>> newRule) {
    rule = newRule;
    return this;
  }

  /**
   * Makes a peer known, with answers that are used once.
   *
   * @param key the peer's static public key
   * @param n the peer gets the n-th address of 10.0.0.0/8
   * @return its config
   */
  public PeerConfig put(PublicKey key, int n) {
    PeerConfig config = config(key, n);
    put(config, Freshness.NONE);
    return config;
  }

  /**
   * Makes a peer known.
   *
   * @param config its config
   * @param freshness the answer's freshness
   */
  public void put(PeerConfig config, Freshness freshness) {
    known.put(config.publicKey(), PeerLookup.found(config, freshness));
  }

  /**
   * Makes a peer unknown.
   *
   * @param key the peer's static public key
   * @param negativeTtl how long the answer may be remembered
   */
  public void putNotFound(PublicKey key, Duration negativeTtl) {
    known.put(key, PeerLookup.notFound(negativeTtl));
  }

  /**
   * Returns a config with one allowed IP.
   *
   * @param key the peer's static public key
   * @param n the allowed IP is the n-th address of 10.0.0.0/8
   * @return the config
   */
  public static PeerConfig config(PublicKey key, int n) {
    String address = "10." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255);
    return PeerConfig.builder(key).allowedIp(IpPrefix.parse(address + "/32")).build();
  }

  private CompletionStage<PeerLookup> answerFromKnown(PeerQuery query) {
    return CompletableFuture.completedFuture(
        known.getOrDefault(query.key(), PeerLookup.notFound(Duration.ZERO)));
  }

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    CompletableFuture<PeerLookup> answer = rule.apply(query).toCompletableFuture();
    synchronized (questions) {
      questions.add(new Question(query, answer));
    }
    return answer;
  }

  /** {@return true, so that it answers on the thread that asks} */
  @Override
  public boolean returnsAtOnce() {
    return true;
  }

  /** {@return every question so far} */
  public List<Question> questions() {
    synchronized (questions) {
      return List.copyOf(questions);
    }
  }

  /** {@return the newest question; there must be one} */
  public Question lastQuestion() {
    List<Question> all = questions();
    return all.get(all.size() - 1);
  }

  /** {@return whether the source was closed} */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public AutoCloseable watch(ChangeListener listener) {
    watcher = listener;
    return () -> watcher = null;
  }

  /**
   * Hints that a peer's config changed.
   *
   * @param key the peer's static public key
   * @return whether anybody watches
   */
  public boolean hint(PublicKey key) {
    ChangeListener current = watcher;
    if (current != null) {
      current.changed(key);
    }
    return current != null;
  }

  /**
   * Tells whoever watches that hints were lost.
   *
   * @return whether anybody watches
   */
  public boolean loseHints() {
    ChangeListener current = watcher;
    if (current != null) {
      current.missed();
    }
    return current != null;
  }

  @Override
  public void close() {
    closed = true;
  }
}

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
 * A config source for tests. It answers each query at once by a rule, or leaves each query open
 * until the test answers it. It records every query. Thread-safe.
 */
public final class FakePeerConfigSource implements PeerConfigSource {
  /**
   * A recorded query with its answer.
   *
   * @param query the query
   * @param answer completed by the test, unless the source answers by a rule
   */
  public record Question(PeerQuery query, CompletableFuture<PeerLookup> answer) {

    /** {@return the static public key of the requested peer} */
    public PublicKey key() {
      return query.key();
    }

    /**
     * Answers that the caller's config is still valid. The query's validator identifies that
     * config.
     *
     * @param freshness how long the caller may use the config from now on
     */
    public void notModified(Freshness freshness) {
      answer.complete(PeerLookup.notModified(freshness, query.validator().orElse(null)));
    }

    /**
     * Answers with a config.
     *
     * @param config the config
     * @param freshness the answer's freshness
     * @param validator the answer's validator
     */
    public void found(PeerConfig config, Freshness freshness, String validator) {
      answer.complete(PeerLookup.found(config, freshness, validator));
    }

    /**
     * Answers with a config that may be used only once. The caller must not cache it.
     *
     * @param config the config
     */
    public void found(PeerConfig config) {
      answer.complete(PeerLookup.found(config, Freshness.NONE));
    }

    /** Answers that the peer does not exist. The answer is not cached. */
    public void notFound() {
      answer.complete(PeerLookup.notFound(Duration.ZERO));
    }

    /**
     * Fails this lookup.
     *
     * @param reason the kind of failure
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
   * Makes the source answer each query at once, with the answer that {@link #put} or {@link
   * #putNotFound} set for the query's key. For a key without such an answer, the source answers
   * that the peer does not exist.
   *
   * @return this
   */
  public FakePeerConfigSource answeringAtOnce() {
    rule = this::answerFromKnown;
    return this;
  }

  /**
   * Makes the source leave each query open until the test answers it.
   *
   * @return this
   */
  public FakePeerConfigSource answeringByHand() {
    rule = query -> new CompletableFuture<>();
    return this;
  }

  /**
   * Makes the source fail each query at once.
   *
   * @param reason the kind of failure
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
   * Makes the source answer each query by a rule that depends only on the query's key.
   *
   * @param newRule maps a key to the answer
   * @return this
   */
  public FakePeerConfigSource answering(Function<PublicKey, CompletionStage<PeerLookup>> newRule) {
    return answeringQueries(query -> newRule.apply(query.key()));
  }

  /**
   * Makes the source answer each query by a rule that gets the whole query, including its
   * validator.
   *
   * @param newRule maps a query to the answer
   * @return this
   */
  public FakePeerConfigSource answeringQueries(
      Function<PeerQuery, CompletionStage<PeerLookup>> newRule) {
    rule = newRule;
    return this;
  }

  /**
   * Makes the source know a peer. The source answers queries about the peer with the peer's config.
   * Each answer may be used only once and must not be cached ({@link Freshness#NONE}).
   *
   * @param key the peer's static public key
   * @param n selects the peer's only allowed IP: the n-th address of 10.0.0.0/8
   * @return the peer's config
   */
  public PeerConfig put(PublicKey key, int n) {
    PeerConfig config = config(key, n);
    put(config, Freshness.NONE);
    return config;
  }

  /**
   * Makes the source know a peer.
   *
   * @param config the peer's config
   * @param freshness the answer's freshness
   */
  public void put(PeerConfig config, Freshness freshness) {
    known.put(config.publicKey(), PeerLookup.found(config, freshness));
  }

  /**
   * Makes the source answer that a peer does not exist.
   *
   * @param key the peer's static public key
   * @param negativeTtl how long the answer may be cached
   */
  public void putNotFound(PublicKey key, Duration negativeTtl) {
    known.put(key, PeerLookup.notFound(negativeTtl));
  }

  /**
   * Creates a config with one allowed IP.
   *
   * @param key the peer's static public key
   * @param n selects the allowed IP: the n-th address of 10.0.0.0/8
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

  /** {@return true, because {@link #lookup} never blocks} */
  @Override
  public boolean returnsAtOnce() {
    return true;
  }

  /** {@return all recorded queries, oldest first} */
  public List<Question> questions() {
    synchronized (questions) {
      return List.copyOf(questions);
    }
  }

  /** {@return the latest query; fails if there is none} */
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
   * Notifies the listener of {@link #watch} that a peer's config changed.
   *
   * @param key the peer's static public key
   * @return whether there is such a listener
   */
  public boolean hint(PublicKey key) {
    ChangeListener current = watcher;
    if (current != null) {
      current.changed(key);
    }
    return current != null;
  }

  /**
   * Notifies the listener of {@link #watch} that it may have missed changes.
   *
   * @return whether there is such a listener
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

package io.jitpeers;

import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A control plane that, at random, changes its answers, reassigns addresses, answers wrongly,
 * fails, answers late with outdated configs, and sends wrong hints or none. In its true state, each
 * address has one owner at any time.
 */
final class FickleControlPlane {
  private static final Duration STALE = Duration.ofMinutes(5);
  private static final int ADDRESSES_OF_EACH = 3;

  /** How it currently answers. */
  private enum Mood {
    HONEST,
    DOWN,
    KNOWS_NOBODY,
    BREAKS_RULES,
    MIXES_KEYS_UP,
    GIVES_ADDRESSES_TWICE
  }

  /** An answer and the config in it; the config is null if there is no such peer. */
  private record Answer(PeerLookup lookup, Freshness freshness, PeerConfig config) {}

  /**
   * An answer that is still to come; {@code early} is empty if it is decided only when it is given.
   */
  private record Late(
      PeerQuery query, Optional<Answer> early, CompletableFuture<PeerLookup> answer) {}

  /** The questions and answers so far. */
  final AnswersGiven given;

  private final FakePeerConfigSource source;
  private final TimeSource time;
  private final Random dice;
  private final List<PublicKey> keys = new ArrayList<>();
  private final Map<PublicKey, PeerConfig> known = new LinkedHashMap<>();
  private final Map<PublicKey, Integer> versions = new HashMap<>();
  private final List<Late> late = new ArrayList<>();
  private Mood mood = Mood.HONEST;
  private boolean calm;

  FickleControlPlane(FakePeerConfigSource source, TimeSource time, Random dice) {
    this.source = source;
    this.time = time;
    this.given = new AnswersGiven(time);
    this.dice = dice;
    source.answeringQueries(this::answer);
  }

  void enrol(PublicKey key) {
    keys.add(key);
    enrolAnew(key);
  }

  /** Returns a client's true config; empty if the client is unknown. */
  Optional<PeerConfig> truth(PublicKey key) {
    return Optional.ofNullable(known.get(key));
  }

  private void set(PeerConfig config) {
    known.put(config.publicKey(), config);
    versions.merge(config.publicKey(), 1, Integer::sum);
  }

  private IpPrefix freeAddress() {
    while (true) {
      IpPrefix address =
          IpPrefix.parse("10.0.0." + dice.nextInt(ADDRESSES_OF_EACH * 2 * keys.size()) + "/32");
      if (known.values().stream().noneMatch(config -> config.allowedIps().contains(address))) {
        return address;
      }
    }
  }

  private PublicKey someKey() {
    return keys.get(dice.nextInt(keys.size()));
  }

  /** Changes the true state, and perhaps sends a hint. */
  void change() {
    PublicKey key = someKey();
    PeerConfig config = known.get(key);
    if (config == null) {
      enrolAnew(key);
    } else {
      change(config);
    }
    hintAt(key);
  }

  private void enrolAnew(PublicKey key) {
    set(PeerConfig.builder(key).allowedIp(freeAddress()).build());
  }

  private void addAddress(PeerConfig config) {
    if (config.allowedIps().size() < ADDRESSES_OF_EACH) {
      set(config.toBuilder().allowedIp(freeAddress()).build());
    } else {
      enrolAnew(config.publicKey());
    }
  }

  private void change(PeerConfig config) {
    switch (dice.nextInt(9)) {
      case 0 -> set(withAddresses(config, List.of(freeAddress())));
      case 1 -> addAddress(config);
      case 2 -> set(config.toBuilder().presharedKey(presharedKey()).build());
      case 3 -> set(config.toBuilder().persistentKeepaliveSeconds(dice.nextInt(60)).build());
      case 4 ->
          set(
              config.toBuilder()
                  .expiresAt(time.wallTime().plusSeconds(30 + dice.nextInt(600)))
                  .build());
      case 5 -> known.remove(config.publicKey());
      case 6 -> swap(config, known.get(someKey()));
      default -> takeFrom(config, known.get(someKey()));
    }
  }

  private static PeerConfig withAddresses(PeerConfig config, List<IpPrefix> addresses) {
    PeerConfig.Builder builder =
        PeerConfig.builder(config.publicKey())
            .allowedIps(addresses)
            .persistentKeepaliveSeconds(config.persistentKeepaliveSeconds());
    config.presharedKey().ifPresent(builder::presharedKey);
    config.expiresAt().ifPresent(builder::expiresAt);
    return builder.build();
  }

  private PresharedKey presharedKey() {
    byte[] bytes = new byte[PresharedKey.LENGTH];
    dice.nextBytes(bytes);
    return PresharedKey.ofBytes(bytes);
  }

  private void swap(PeerConfig one, PeerConfig other) {
    if (other != null) {
      set(withAddresses(one, other.allowedIps()));
      set(withAddresses(other, one.allowedIps()));
      hintAt(other.publicKey());
    }
  }

  private void takeFrom(PeerConfig taker, PeerConfig owner) {
    if (owner != null && !owner.equals(taker)) {
      set(withAddresses(owner, List.of(freeAddress())));
      set(withAddresses(taker, owner.allowedIps()));
      hintAt(owner.publicKey());
    }
  }

  private void hintAt(PublicKey key) {
    switch (dice.nextInt(6)) {
      case 0, 1 -> giveHint(key);
      case 2 -> {
        giveHint(key);
        giveHint(key);
      }
      case 3 -> giveHint(someKey());
      default -> {
        // The hint is lost.
      }
    }
  }

  /** Sends a hint of an unchanged peer, or reports that hints were lost. */
  void hint() {
    if (dice.nextInt(3) == 0) {
      given.hintsLost();
      source.loseHints();
    } else {
      giveHint(someKey());
    }
  }

  private void giveHint(PublicKey key) {
    given.hinted(key);
    source.hint(key);
  }

  void changeMood() {
    Mood[] moods = Mood.values();
    mood = dice.nextBoolean() ? Mood.HONEST : moods[dice.nextInt(moods.length)];
  }

  /** Gives one of the late answers. */
  void answerLate() {
    if (!late.isEmpty()) {
      Late question = late.remove(dice.nextInt(late.size()));
      if (!question.answer().isDone()) {
        Answer answer = question.early().orElseGet(() -> said(question.query()));
        question.answer().complete(give(question.query(), answer));
      }
    }
  }

  /** Returns whether it currently answers at once and truthfully. */
  boolean isCalm() {
    return calm;
  }

  /** Returns whether a lookup waits for a late answer. */
  boolean isAwaited() {
    return late.stream().anyMatch(question -> !question.answer().isDone());
  }

  private PeerLookup give(PeerQuery query, Answer answer) {
    if (answer.config() == null) {
      given.notFound(query.key());
    } else {
      given.found(query.key(), answer.config(), answer.freshness().maxAge());
    }
    return answer.lookup();
  }

  /** From now on, answers at once and truthfully, and changes nothing. Renews expired configs. */
  void calm() {
    calm = true;
    mood = Mood.HONEST;
    for (PeerConfig config : List.copyOf(known.values())) {
      if (config.expiresAt().isPresent()) {
        set(config.toBuilder().expiresAt(time.wallTime().plus(Duration.ofDays(1))).build());
      }
    }
  }

  /** Ends the calm: from now on, behaves at random again. */
  void storm() {
    calm = false;
  }

  private CompletableFuture<PeerLookup> answer(PeerQuery query) {
    int fate = calm ? 5 : dice.nextInt(6);
    given.asked(query.key());
    if (fate == 0 || mood == Mood.DOWN) {
      given.failed(query.key());
      return CompletableFuture.failedFuture(
          new LookupException(LookupException.Reason.UNAVAILABLE, "on purpose"));
    }
    if (fate > 2) {
      return CompletableFuture.completedFuture(give(query, said(query)));
    }
    CompletableFuture<PeerLookup> answer = new CompletableFuture<>();
    late.add(new Late(query, fate == 1 ? Optional.of(said(query)) : Optional.empty(), answer));
    return answer;
  }

  private Answer said(PeerQuery query) {
    PublicKey key = query.key();
    PeerConfig config = known.get(key);
    if (config == null || mood == Mood.KNOWS_NOBODY) {
      return new Answer(
          PeerLookup.notFound(Duration.ofSeconds(dice.nextInt(20))), Freshness.NONE, null);
    }
    return switch (mood) {
      case BREAKS_RULES ->
          lie(config.toBuilder().allowedIp(IpPrefix.parse("192.0.2.1/32")).build());
      case MIXES_KEYS_UP -> lie(known.values().iterator().next());
      case GIVES_ADDRESSES_TWICE -> lie(withOthersAddresses(config));
      default -> truth(query, config);
    };
  }

  private PeerConfig withOthersAddresses(PeerConfig config) {
    List<IpPrefix> addresses = new ArrayList<>(config.allowedIps());
    for (PeerConfig other : known.values()) {
      other.allowedIps().stream()
          .filter(address -> !addresses.contains(address) && addresses.size() < 4)
          .forEach(addresses::add);
    }
    return withAddresses(config, addresses);
  }

  private Answer lie(PeerConfig config) {
    Freshness freshness = freshness();
    return new Answer(PeerLookup.found(config, freshness), freshness, config);
  }

  private Answer truth(PeerQuery query, PeerConfig config) {
    String version = "v" + versions.get(config.publicKey());
    Freshness freshness = freshness();
    return new Answer(
        query.validator().filter(version::equals).isPresent()
            ? PeerLookup.notModified(freshness, version)
            : PeerLookup.found(config, freshness, version),
        freshness,
        config);
  }

  private Freshness freshness() {
    return new Freshness(Duration.ofSeconds(dice.nextInt(120)), STALE);
  }
}

package io.jitpeers.internal.journal;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The journal's entry about a peer that this gateway installed. It contains no secrets. Immutable
 * and thread-safe.
 */
public final class JournalEntry {
  /**
   * The maximum length in bytes of a validator, such as an entity tag. A longer validator is not
   * stored.
   */
  public static final int MAX_VALIDATOR_BYTES = 512;

  private final PublicKey key;
  private final ConfigDigests digester;
  private final byte[] digests;
  private final @Nullable Long expiresAt;
  private final @Nullable String validator;
  private final long confirmedAt;

  /** Creates an entry, which keeps the given array of digests without copying it. */
  JournalEntry(
      PublicKey key,
      ConfigDigests digester,
      byte[] digests,
      @Nullable Long expiresAt,
      @Nullable String validator,
      long confirmedAt) {
    this.key = key;
    this.digester = digester;
    this.digests = digests;
    this.expiresAt = expiresAt;
    this.validator = bounded(validator);
    this.confirmedAt = confirmedAt;
  }

  static JournalEntry of(
      PeerConfig config, ConfigDigests digester, @Nullable String validator, long confirmedAt) {
    return new JournalEntry(
        config.publicKey(), digester, digester.of(config), seconds(config), validator, confirmedAt);
  }

  private static @Nullable Long seconds(PeerConfig config) {
    return config.expiresAt().map(Instant::getEpochSecond).orElse(null);
  }

  /** Returns a validator if it is short enough to be stored, and null otherwise. */
  static @Nullable String bounded(@Nullable String validator) {
    return validator == null
            || validator.getBytes(StandardCharsets.UTF_8).length > MAX_VALIDATOR_BYTES
        ? null
        : validator;
  }

  JournalEntry confirmed(@Nullable String newValidator, long at) {
    return new JournalEntry(key, digester, digests, expiresAt, newValidator, at);
  }

  /** {@return the peer's key} */
  public PublicKey key() {
    return key;
  }

  /**
   * {@return the wall-clock time at which the peer's config expires, in whole seconds; empty if it
   * does not expire}
   */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(expiresAt).map(Instant::ofEpochSecond);
  }

  /**
   * {@return the validator of the latest answer that contained or confirmed the config; empty if
   * that answer had no validator, or one that was too long}
   */
  public Optional<String> validator() {
    return Optional.ofNullable(validator);
  }

  /**
   * {@return the wall-clock time of the latest answer that contained or confirmed the config, in
   * whole seconds; it may be up to an hour too early, see {@link PeerJournal#confirmed}}
   */
  public Instant confirmedAt() {
    return Instant.ofEpochSecond(confirmedAt);
  }

  /**
   * Compares the installed config with another config.
   *
   * @param config a config of the same peer
   * @return the parts that differ; empty if no part differs. If the configs differ but the short
   *     digests of the parts do not show which part differs, the result contains all parts that go
   *     to the data plane
   * @throws IllegalArgumentException if the config is of another peer
   */
  public Set<ConfigPart> differences(PeerConfig config) {
    if (!config.publicKey().equals(key)) {
      throw new IllegalArgumentException("a config of " + config.publicKey() + ", not of " + key);
    }
    Set<ConfigPart> parts = EnumSet.noneOf(ConfigPart.class);
    byte[] others = digester.of(config);
    if (!Arrays.equals(digests, 0, ConfigDigests.WHOLE, others, 0, ConfigDigests.WHOLE)) {
      int from = ConfigDigests.WHOLE;
      for (ConfigPart part : ConfigDigests.PARTS) {
        int to = from + ConfigDigests.PART;
        if (!Arrays.equals(digests, from, to, others, from, to)) {
          parts.add(part);
        }
        from = to;
      }
      if (parts.isEmpty()) {
        parts.addAll(ConfigDigests.PARTS);
      }
    }
    if (!Objects.equals(expiresAt, seconds(config))) {
      parts.add(ConfigPart.EXPIRY);
    }
    return parts;
  }

  byte[] digests() {
    return digests;
  }

  @Nullable Long expirySeconds() {
    return expiresAt;
  }

  long confirmedSeconds() {
    return confirmedAt;
  }

  @Override
  public String toString() {
    return "JournalEntry[" + key + ", confirmed at " + confirmedAt() + "]";
  }
}

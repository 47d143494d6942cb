package io.jitpeers.fleet;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link RedisFleet}: the engine's address, and how to use the engine. Immutable
 * and thread-safe.
 */
public final class RedisFleetOptions {
  private final EngineAddress address;
  private final @Nullable String user;
  private final @Nullable Path passwordFile;
  private final @Nullable Path caFile;
  private final String prefix;
  private final Duration keep;
  private final Duration keepStrangers;
  private final Duration keepLocations;

  private RedisFleetOptions(Builder builder) {
    this.address = builder.address;
    this.user = builder.user;
    this.passwordFile = builder.passwordFile;
    this.caFile = builder.caFile;
    this.prefix = builder.prefix;
    this.keep = builder.keep;
    this.keepStrangers = builder.keepStrangers;
    this.keepLocations = builder.keepLocations;
    if (user != null && passwordFile == null) {
      throw new IllegalArgumentException("user " + user + " needs a passwordFile");
    }
    if (keepStrangers.compareTo(keep) >= 0) {
      throw new IllegalArgumentException(
          "keepStrangers must be shorter than keep, not " + keepStrangers + " and " + keep);
    }
  }

  /**
   * Returns a new builder that starts from the defaults.
   *
   * @param url {@code redis://HOST:PORT/DATABASE} for one server, {@code
   *     redis-sentinel://HOST:PORT,HOST:PORT/PRIMARY} for the primary that Sentinel knows under the
   *     name {@code PRIMARY}, or {@code redis-cluster://HOST:PORT,HOST:PORT} for a cluster; {@code
   *     rediss} instead of {@code redis} for TLS. The URL contains no user and no password
   * @return the builder
   * @throws IllegalArgumentException if the URL has none of these forms
   */
  public static Builder builder(String url) {
    return new Builder(url);
  }

  EngineAddress address() {
    return address;
  }

  /** {@return the ACL user; empty for the default user} */
  public Optional<String> user() {
    return Optional.ofNullable(user);
  }

  /** {@return the file that contains the password; empty if the engine requires none} */
  public Optional<Path> passwordFile() {
    return Optional.ofNullable(passwordFile);
  }

  /**
   * {@return the file with the certificate authorities that the engine's certificate is checked
   * against; empty for the JVM's default authorities}
   */
  public Optional<Path> caFile() {
    return Optional.ofNullable(caFile);
  }

  /**
   * {@return the beginning of the names of all keys that the fleet writes to the engine, {@code
   * jit:} by default}
   */
  public String prefix() {
    return prefix;
  }

  /**
   * {@return how long a replay mark lives after the last accepted initiation of its key, 30 days by
   * default}
   */
  public Duration keep() {
    return keep;
  }

  /**
   * {@return how long the replay mark of a stranger (a client whose key the control plane does not
   * know) lives, 10 minutes by default; see {@link Builder#keepStrangers}}
   */
  public Duration keepStrangers() {
    return keepStrangers;
  }

  /**
   * {@return how long a location, the record of a peer's gateway, lives after that gateway's latest
   * claim, 10 minutes by default}
   */
  public Duration keepLocations() {
    return keepLocations;
  }

  /** {@return the engine's address and the prefix} */
  @Override
  public String toString() {
    return address + ", prefix " + prefix;
  }

  /** Builds options. Each setter rejects an invalid value at once. Not thread-safe. */
  public static final class Builder {
    private static final int LONGEST_PREFIX = 64;
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /** REJECT_AFTER_TIME, 180 s (whitepaper section 6.1). */
    private static final Duration LONGEST_SESSION = Duration.ofMinutes(3);

    private final EngineAddress address;
    private @Nullable String user;
    private @Nullable Path passwordFile;
    private @Nullable Path caFile;
    private String prefix = "jit:";
    private Duration keep = Duration.ofDays(30);
    private Duration keepStrangers = Duration.ofMinutes(10);
    private Duration keepLocations = Duration.ofMinutes(10);

    private Builder(String url) {
      this.address = address(url);
    }

    private static EngineAddress address(String url) {
      try {
        return EngineAddress.parse(Objects.requireNonNull(url, "url"));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("url " + e.getMessage(), e);
      }
    }

    /**
     * Sets the ACL user.
     *
     * @param value the user's name
     * @return this
     */
    public Builder user(String value) {
      this.user = Objects.requireNonNull(value, "user");
      return this;
    }

    /**
     * Sets the file that contains the password. The file is read for each new connection, so the
     * password can be changed without a restart. Line ends after the password are ignored.
     *
     * @param value the path
     * @return this
     */
    public Builder passwordFile(Path value) {
      this.passwordFile = Objects.requireNonNull(value, "passwordFile");
      return this;
    }

    /**
     * Sets the file with the certificate authorities that the engine's certificate is checked
     * against.
     *
     * @param value the path of a file of PEM certificates
     * @return this
     * @throws IllegalArgumentException if the URL does not ask for TLS
     */
    public Builder caFile(Path value) {
      if (!address.tls()) {
        throw new IllegalArgumentException(
            "caFile has no effect without TLS; begin the URL with rediss");
      }
      this.caFile = Objects.requireNonNull(value, "caFile");
      return this;
    }

    /**
     * Sets the beginning of the names of all keys that the fleet writes to the engine. Gateways
     * with the same private key must use the same prefix. Gateways with different private keys must
     * use different prefixes.
     *
     * @param value 1 to 64 bytes
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder prefix(String value) {
      int length = value.getBytes(StandardCharsets.UTF_8).length;
      if (length == 0 || length > LONGEST_PREFIX) {
        throw new IllegalArgumentException(
            "prefix must have 1 to " + LONGEST_PREFIX + " bytes, not " + length);
      }
      this.prefix = value;
      return this;
    }

    /**
     * Sets how long a replay mark, the newest accepted timestamp of a key, lives after the last
     * accepted initiation of the key. Applies to keys that the control plane knows. When the mark
     * has expired, a replay of an old initiation of the key can be accepted once.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder keep(Duration value) {
      this.keep = positive("keep", value);
      return this;
    }

    /**
     * Sets how long the replay mark of a stranger lives. A stranger is a client whose key, as far
     * as the gateways can tell, is not known to the control plane. Anyone can create keys, so this
     * time bounds the memory that strangers take.
     *
     * @param value longer than zero, and shorter than {@link #keep}
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder keepStrangers(Duration value) {
      this.keepStrangers = positive("keepStrangers", value);
      return this;
    }

    /**
     * Sets the lifetime of a location, which records the gateway that has a peer's session. The
     * lifetime begins again each time the gateway claims the location. A session lives for up to
     * 180 s, so a location with a shorter lifetime could expire while the gateway still serves the
     * peer.
     *
     * @param value longer than 180 s
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder keepLocations(Duration value) {
      if (value.compareTo(LONGEST_SESSION) <= 0) {
        throw new IllegalArgumentException(
            "keepLocations must be longer than 180 s, not "
                + value
                + ": a session lives that long after its handshake (REJECT_AFTER_TIME, whitepaper"
                + " section 6.1), and its location must not expire earlier");
      }
      this.keepLocations = positive("keepLocations", value);
      return this;
    }

    private static Duration positive(String name, Duration value) {
      if (value.toMillis() < 1 || value.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            name + " must be 1 ms to " + LONGEST.toDays() + " days, not " + value);
      }
      return value;
    }

    /**
     * Builds the options.
     *
     * @return immutable options
     * @throws IllegalArgumentException if a user is set without a password file, or if {@code
     *     keepStrangers} is not shorter than {@code keep}
     */
    public RedisFleetOptions build() {
      return new RedisFleetOptions(this);
    }
  }
}

package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A peer to evict, and why. Immutable and thread-safe.
 *
 * <p>A policy of one's own names its own cause by a label, with the cause {@link
 * EvictionCause#POLICY}: {@code Eviction.of(key, "over_quota")}. Events, statistics and metrics
 * have the label. A gateway counts 32 labels by name, and further ones together as {@code other},
 * so a label is a word of the program, never something that comes from a peer.
 *
 * @param key the peer
 * @param cause why
 * @param label the cause's own {@linkplain EvictionCause#label label}; for {@link
 *     EvictionCause#POLICY} one to 40 lower-case letters, digits and underscores, and no other
 *     cause's label
 */
public record Eviction(PublicKey key, EvictionCause cause, String label) {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]{1,40}");

  /**
   * Creates an eviction.
   *
   * @param key as in the record; not null
   * @param cause as in the record; not null
   * @param label as in the record; not null
   * @throws IllegalArgumentException if the label is not as the record says
   */
  public Eviction {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(cause, "cause");
    requireLabel(cause, label);
  }

  /**
   * Creates one whose label is the cause's own.
   *
   * @param key as in the record; not null
   * @param cause as in the record; not null
   */
  public Eviction(PublicKey key, EvictionCause cause) {
    this(key, cause, cause.label());
  }

  /**
   * Creates one for a cause of the policy's own.
   *
   * @param key the peer
   * @param label names the cause: one to 40 lower-case letters, digits and underscores
   * @return the eviction, of cause {@link EvictionCause#POLICY}
   * @throws IllegalArgumentException if the label is not like that
   */
  public static Eviction of(PublicKey key, String label) {
    return new Eviction(key, EvictionCause.POLICY, label);
  }

  static void requireLabel(EvictionCause cause, String label) {
    Objects.requireNonNull(label, "label");
    if (cause != EvictionCause.POLICY && !label.equals(cause.label())) {
      throw new IllegalArgumentException(
          "the cause " + cause + " has the label " + cause.label() + ", not \"" + label + "\"");
    }
    for (EvictionCause other : EvictionCause.values()) {
      if (other != cause && label.equals(other.label())) {
        throw new IllegalArgumentException(
            "the label \"" + label + "\" is that of the cause " + other + "; use that cause");
      }
    }
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException(
          "a cause's label must be 1 to 40 lower-case letters, digits and underscores, not \""
              + label
              + "\"");
    }
  }
}

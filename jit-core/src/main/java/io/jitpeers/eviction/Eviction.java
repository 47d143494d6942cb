package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A peer to evict, and the cause of its eviction. Immutable and thread-safe.
 *
 * <p>A custom policy uses the cause {@link EvictionCause#POLICY} and a label that names the
 * policy's own cause: {@code Eviction.of(key, "over_quota")}. Events, statistics and metrics
 * contain the label. A gateway counts the first 32 labels by name, and all further labels together
 * as {@code other}. The number of different labels must therefore be small: a label is a constant
 * of the program, never a text that comes from a peer.
 *
 * @param key the peer
 * @param cause the cause
 * @param label the cause's own {@linkplain EvictionCause#label label}. For {@link
 *     EvictionCause#POLICY}, the label consists of one to 40 lower-case letters, digits and
 *     underscores, and is not the label of another cause
 */
public record Eviction(PublicKey key, EvictionCause cause, String label) {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]{1,40}");

  /**
   * Creates an eviction.
   *
   * @param key as in the record; not null
   * @param cause as in the record; not null
   * @param label as in the record; not null
   * @throws IllegalArgumentException if the label is not one that the record permits for the cause
   */
  public Eviction {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(cause, "cause");
    requireLabel(cause, label);
  }

  /**
   * Creates an eviction with the cause's own label.
   *
   * @param key as in the record; not null
   * @param cause as in the record; not null
   */
  public Eviction(PublicKey key, EvictionCause cause) {
    this(key, cause, cause.label());
  }

  /**
   * Creates an eviction for a custom policy's own cause.
   *
   * @param key the peer
   * @param label the name of the cause: one to 40 lower-case letters, digits and underscores
   * @return the eviction, with the cause {@link EvictionCause#POLICY}
   * @throws IllegalArgumentException if the label is invalid
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

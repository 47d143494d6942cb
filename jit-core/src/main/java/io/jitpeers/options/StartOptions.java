package io.jitpeers.options;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Options for the start of an orchestrator: where it keeps state across restarts, and how long it
 * warms up its code before the first client comes. Immutable and thread-safe.
 */
public final class StartOptions {
  /**
   * The default maximum duration of the warm-up. On one slow core, a warm-up of this length saves
   * the first client most of its waiting time. The warm-up ends earlier if the code that handles a
   * client's first packet gets no faster.
   */
  public static final Duration DEFAULT_WARM_UP = Duration.ofSeconds(1);

  private final @Nullable Path stateDirectory;
  private final Duration warmUp;

  private StartOptions(Builder builder) {
    this.stateDirectory = builder.stateDirectory;
    this.warmUp = builder.warmUp;
  }

  /**
   * Returns the default options.
   *
   * @return the same as {@code builder().build()}
   */
  public static StartOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the folder where the orchestrator records which peers it installed, so that it
   * recognizes these peers after a restart of the process; empty if the orchestrator keeps no
   * state}
   */
  public Optional<Path> stateDirectory() {
    return Optional.ofNullable(stateDirectory);
  }

  /** {@return the maximum duration of the warm-up; zero if there is no warm-up} */
  public Duration warmUp() {
    return warmUp;
  }

  /** Builds options. Not thread-safe; can build more than once. */
  public static final class Builder {
    private @Nullable Path stateDirectory;
    private Duration warmUp = DEFAULT_WARM_UP;

    private Builder() {}

    /**
     * Sets the folder where the orchestrator keeps its state across restarts. The state consists of
     * public keys, validators such as ETags, times, and digests of peer configs. It contains no
     * secrets. By default the orchestrator keeps no state.
     *
     * @param directory a folder; created with mode 0700 at the start if it does not exist. Gateways
     *     on different interfaces can share it
     * @return this
     */
    public Builder stateDirectory(Path directory) {
      this.stateDirectory = Objects.requireNonNull(directory, "stateDirectory");
      return this;
    }

    /**
     * Sets the maximum duration of the warm-up. The warm-up makes the JVM load and compile the code
     * for first packets before the first client comes. It processes made-up packets with a key, a
     * store and a config source that exist only for this purpose. It also calls {@link
     * io.jitpeers.spi.PeerConfigSource#warmUp} and {@link io.jitpeers.spi.PeerStore#warmUp}. Within
     * one process, the same code is warmed up only once.
     *
     * @param value zero for no warm-up
     * @return this
     * @throws IllegalArgumentException if the duration is negative or longer than 3,650 days
     */
    public Builder warmUp(Duration value) {
      this.warmUp = OptionChecks.notNegative("warmUp", value);
      return this;
    }

    /** {@return immutable options} */
    public StartOptions build() {
      return new StartOptions(this);
    }
  }
}

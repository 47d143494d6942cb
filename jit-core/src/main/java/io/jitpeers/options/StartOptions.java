package io.jitpeers.options;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an orchestrator brings to its start: what is remembered of the process before it, and code
 * that has run before the first client comes. Immutable and thread-safe.
 */
public final class StartOptions {
  /**
   * How long warming up takes at the most: on one slow core most of what the first client would
   * otherwise wait for is done by then. It ends sooner where the path is fast sooner.
   */
  public static final Duration DEFAULT_WARM_UP = Duration.ofSeconds(1);

  private final @Nullable Path stateDirectory;
  private final Duration warmUp;

  private StartOptions(Builder builder) {
    this.stateDirectory = builder.stateDirectory;
    this.warmUp = builder.warmUp;
  }

  /**
   * Returns the default of everything.
   *
   * @return options as of {@code builder().build()}
   */
  public static StartOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return where it is written which peers this gateway installed, so that they are known to be
   * its own after a restart of the process; empty for nowhere}
   */
  public Optional<Path> stateDirectory() {
    return Optional.ofNullable(stateDirectory);
  }

  /** {@return how long warming up takes at the most, zero for not at all} */
  public Duration warmUp() {
    return warmUp;
  }

  /** Collects options. Not thread-safe; can build more than once. */
  public static final class Builder {
    private @Nullable Path stateDirectory;
    private Duration warmUp = DEFAULT_WARM_UP;

    private Builder() {}

    /**
     * Sets where the orchestrator writes what it remembers across restarts: public keys, digests of
     * configs, validators and times, no secret. By default it remembers nothing.
     *
     * @param directory a folder, which is made with mode 0700 at the start if it is not there. It
     *     can be shared by gateways on different interfaces
     * @return this
     */
    public Builder stateDirectory(Path directory) {
      this.stateDirectory = Objects.requireNonNull(directory, "stateDirectory");
      return this;
    }

    /**
     * Sets how long the start may run the path of a first packet on packets of its own, with a key,
     * a store and a config source of its own, so that the code is loaded and compiled when the
     * first client comes. It happens once in a process.
     *
     * @param value zero for not at all
     * @return this
     * @throws IllegalArgumentException if out of range
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

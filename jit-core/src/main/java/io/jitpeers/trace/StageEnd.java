package io.jitpeers.trace;

import io.jitpeers.event.Stage;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * The end of a stage. Immutable.
 *
 * @param stage LOOKUP, INSTALL or RETURN
 * @param result how the stage ended
 * @param took how long the stage took, by the gateway's monotonic clock
 */
public record StageEnd(Stage stage, Result result, Duration took) {

  /**
   * The result of a stage. Later versions may add results, so a {@code switch} over the results
   * needs a default.
   */
  public enum Result {
    /** INSTALL or RETURN is done. */
    DONE(false),
    /** The control plane answered with a config. */
    FOUND(false),
    /** The control plane confirmed the cached config. */
    NOT_MODIFIED(false),
    /** The control plane knows no such peer. */
    NOT_FOUND(false),
    /** The control plane did not answer in time. */
    TIMEOUT(true),
    /** The control plane could not be reached or could not answer. */
    UNAVAILABLE(true),
    /** The control plane's answer is not a valid config for the key. */
    REJECTED(true),
    /**
     * Too many other lookups came first. Therefore the control plane was not asked, or was asked so
     * late that its answer did not arrive before the lookup's deadline. Also the result if the
     * config source did not send the lookup.
     */
    NOT_ASKED(true),
    /**
     * The provisioning ended before the stage did. The outcome of the provisioning says why: the
     * config breaks a rule, the store failed, the time was up, or the peer was revoked.
     */
    ABORTED(true);

    private final boolean failure;

    Result(boolean failure) {
      this.failure = failure;
    }

    /** {@return whether the stage failed} */
    public boolean isFailure() {
      return failure;
    }

    /**
     * {@return the name that metrics use: the constant's name in lower case, with dots instead of
     * underscores}
     */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
  }

  /**
   * Creates the end of a stage.
   *
   * @param stage as in the record
   * @param result as in the record
   * @param took as in the record
   */
  public StageEnd {
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(took, "took");
  }
}

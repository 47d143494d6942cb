package io.jitpeers.fleet;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recognizes errors of the engine that last until somebody changes the configuration. */
final class Refusals {
  // Beginnings of error replies of Redis and Valkey.
  private static final List<String> PERMANENT = List.of("WRONGPASS", "NOAUTH", "NOPERM");
  private static final String NO_DATABASE = "ERR DB index is out of range";

  /** The reply of Redis 7.2 and Valkey if the user lacks a right that a script needs. */
  private static final String IN_SCRIPT = "ERR ACL failure in script";

  /** The one of older versions: run a command, access a key or publish to a channel. */
  private static final String IN_SCRIPT_BEFORE = "The user executing the script can't ";

  private Refusals() {}

  /** Returns the engine's reply if the failure contains such an error. */
  static Optional<String> of(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.startsWith(NO_DATABASE)
          || message.contains(IN_SCRIPT)
          || message.contains(IN_SCRIPT_BEFORE)
          || PERMANENT.stream().anyMatch(message::startsWith)) {
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }
}

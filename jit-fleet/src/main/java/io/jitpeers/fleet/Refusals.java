package io.jitpeers.fleet;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recognizes errors of Redis or Valkey that persist until the configuration is changed. */
final class Refusals {
  // Beginnings of error replies of Redis and Valkey.
  private static final List<String> PERMANENT = List.of("WRONGPASS", "NOAUTH", "NOPERM");
  private static final String NO_DATABASE = "ERR DB index is out of range";

  /**
   * The beginning of the reply of Redis 7.2 and Valkey if the user lacks a permission that a script
   * needs.
   */
  private static final String IN_SCRIPT = "ERR ACL failure in script";

  /**
   * The beginning of the reply of older versions of Redis if the user lacks a permission that a
   * script needs. The reply continues with the missing permission: to run a command, to access a
   * key, or to publish to a channel.
   */
  private static final String IN_SCRIPT_BEFORE = "The user executing the script can't ";

  private Refusals() {}

  /**
   * Returns the reply of Redis or Valkey that caused a failure, if the reply is an error that
   * persists until the configuration is changed; otherwise empty.
   */
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

package io.jitpeers.http.internal;

import java.util.regex.Pattern;

/** Which positions can be asked for again. */
final class EventIds {
  // A header's value that every proxy takes, and a length that keeps memory bounded.
  private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7E]{1,256}");

  private EventIds() {}

  static boolean canBeSent(String id) {
    return SENDABLE.matcher(id).matches();
  }
}

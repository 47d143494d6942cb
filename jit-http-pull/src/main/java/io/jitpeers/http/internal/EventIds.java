package io.jitpeers.http.internal;

import java.util.regex.Pattern;

/** Decides which stream positions can be sent as {@code Last-Event-ID}. */
final class EventIds {
  // Permits characters that every proxy accepts in a header's value, and a length that bounds
  // memory.
  private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7E]{1,256}");

  private EventIds() {}

  static boolean canBeSent(String id) {
    return SENDABLE.matcher(id).matches();
  }
}

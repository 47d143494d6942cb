package io.jitpeers;

import io.jitpeers.options.EvictionOptions;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.spi.PeerStore;
import org.jspecify.annotations.Nullable;

/** Checks the parts that were set on a builder. */
final class BuilderParts {
  private BuilderParts() {}

  /**
   * Returns a required part.
   *
   * @param <T> the type of the part
   * @param part the part, or null if it was not set
   * @param what the part's name, for example {@code config source}. The setting's key is this name
   *     with hyphens in place of spaces, for example {@code config-source}
   * @param method the name of the builder's method
   * @return the part
   * @throws IllegalStateException if the part is null; the message names the part, the builder's
   *     method that sets the part, and the setting that selects the part
   */
  static <T> T required(@Nullable T part, String what, String method) {
    if (part == null) {
      String setting = what.replace(' ', '-');
      throw new IllegalStateException(
          "no " + what + " was given; call " + method + "(...) or set " + setting);
    }
    return part;
  }

  /**
   * Throws if the options require the recovery of lost sessions but no source of transport data is
   * given. Also throws if a source of transport data is given but the store cannot initiate
   * handshakes.
   */
  static void requireRecovery(
      @Nullable TransportSource source, PeerStore store, EvictionOptions options) {
    if (source == null && options.recoversSessions()) {
      throw new IllegalStateException(
          "the recovery of sessions (eviction.recover-sessions) needs a source of transport data,"
              + " but none was given; call transportSource(...) or set transport-source, or leave"
              + " out eviction.recover-sessions");
    }
    if (source != null && !store.initiatesHandshakes()) {
      throw new IllegalStateException(
          "a source of transport data was given, but the peer store cannot initiate handshakes,"
              + " which the recovery of lost sessions needs; leave out transport-source");
    }
  }

  static void refuseBoth(@Nullable Object replayMemory, @Nullable Object replayStore) {
    if (replayMemory != null && replayStore != null) {
      throw new IllegalStateException(
          "both a replay memory and a replay store were given; a replay store works with the"
              + " built-in replay memory only, so leave out replay-memory or replay-store");
    }
  }
}

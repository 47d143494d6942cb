package io.jitpeers.examples.gateway.check;

import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.PublicKey;
import java.security.SecureRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Asks a control plane about a random key. If the answer is that there is no such peer, the control
 * plane works and accepts the credentials.
 */
final class ControlPlaneCheck {
  /** The time limit for the answer. It is longer than any reasonable lookup deadline. */
  private static final long PATIENCE_SECONDS = 30;

  private ControlPlaneCheck() {}

  static void check(
      String interfaceName, String where, PeerConfigSource source, Findings findings) {
    String what = "the control plane of " + interfaceName + (where.isEmpty() ? "" : " at " + where);
    try {
      PeerLookup answer =
          source
              .lookup(PeerQuery.of(randomKey()))
              .toCompletableFuture()
              .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .join();
      if (answer instanceof PeerLookup.NotFound) {
        findings.ok(what + " answers");
      } else {
        findings.fail(what + " gave a config for a random key, although no client has that key");
      }
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      findings.fail(what + " does not answer as it should: " + Checks.sentence(cause));
    }
  }

  private static PublicKey randomKey() {
    byte[] bytes = new byte[PublicKey.LENGTH];
    new SecureRandom().nextBytes(bytes);
    return PublicKey.ofBytes(bytes);
  }
}

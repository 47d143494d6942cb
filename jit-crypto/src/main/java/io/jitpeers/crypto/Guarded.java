package io.jitpeers.crypto;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.security.ProviderException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * An implementation whose failed operations are performed again by Bouncy Castle, so that a failing
 * library refuses no client. Libraries report a point of low order like any other failure; Bouncy
 * Castle decides which of the two it was. Failures are logged, at most once a minute. Thread-safe.
 */
final class Guarded implements KeyAgreement25519 {
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final String name;
  private final KeyAgreement25519 fast;
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(Guarded.class), TimeSource.system(), QUIET);

  /**
   * Guards an implementation.
   *
   * @param name the library's name, for the log
   */
  Guarded(String name, KeyAgreement25519 fast) {
    this.name = name;
    this.fast = fast;
  }

  @Override
  public Key key(byte[] scalar) {
    return new GuardedKey(prepared(scalar), KeyAgreement25519.bouncyCastle().key(scalar));
  }

  /** Returns the library's key; null if the library fails. */
  private @Nullable Key prepared(byte[] scalar) {
    try {
      return fast.key(scalar);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      failures.record(name + " cannot prepare a private key; Bouncy Castle is used for it", e);
      return null;
    }
  }

  /** Returns the implementation with its version. */
  @Override
  public String toString() {
    return fast.toString();
  }

  private final class GuardedKey implements Key {
    private final @Nullable Key first;
    private final Key second;

    GuardedKey(@Nullable Key first, Key second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public boolean agree(byte[] point, int offset, byte[] secret) {
      ProviderException failure = null;
      if (first != null) {
        try {
          if (first.agree(point, offset, secret)) {
            return true;
          }
        } catch (ProviderException e) {
          failure = e;
        }
      }
      boolean valid = second.agree(point, offset, secret);
      if (first != null && (valid || failure != null)) {
        failures.record(
            name + " failed to compute an X25519 secret; Bouncy Castle computed it",
            failure == null ? new ProviderException("it refused a valid public key") : failure);
      }
      if (!valid) {
        Arrays.fill(secret, (byte) 0);
      }
      return valid;
    }

    @Override
    public void destroy() {
      try {
        if (first != null) {
          first.destroy();
        }
      } finally {
        second.destroy();
      }
    }
  }
}

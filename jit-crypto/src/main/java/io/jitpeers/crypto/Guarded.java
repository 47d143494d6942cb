package io.jitpeers.crypto;

import io.jitpeers.settings.SettingsException;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.security.ProviderException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Wraps a library's implementation of X25519. If an operation of the library fails, this class
 * repeats the operation with Bouncy Castle. So no client is refused because of a failing library.
 * Failures are logged, at most once a minute. Thread-safe.
 */
final class Guarded implements KeyAgreement25519 {
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final String name;
  private final KeyAgreement25519 fast;
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(Guarded.class), TimeSource.system(), QUIET);

  private Guarded(String name, KeyAgreement25519 fast) {
    this.name = name;
    this.fast = fast;
  }

  /**
   * Wraps an implementation, after checking that the implementation works.
   *
   * @param name the library's name, for messages
   * @throws SettingsException if a trial operation of the implementation fails. An orchestrator
   *     later tests the wrapped implementation with known answers. Those tests cannot detect a
   *     failing library, because this class then computes the answers with Bouncy Castle
   */
  static Guarded of(String name, KeyAgreement25519 fast) {
    byte[] nine = new byte[32];
    nine[0] = 9;
    byte[] scalar = nine.clone();
    scalar[31] = 0x40;
    boolean works = false;
    try {
      Key key = fast.key(scalar);
      works = key.agree(nine, 0, new byte[32]);
      key.destroy();
    } catch (RuntimeException | LinkageError e) {
      throw new SettingsException(name + " cannot compute X25519: " + e, e);
    }
    if (!works) {
      throw new SettingsException(name + " cannot compute X25519: it refuses every public key");
    }
    return new Guarded(name, fast);
  }

  /** Wraps an implementation without a check. For tests. */
  static Guarded unchecked(String name, KeyAgreement25519 fast) {
    return new Guarded(name, fast);
  }

  @Override
  public Key key(byte[] scalar) {
    return new GuardedKey(prepared(scalar), KeyAgreement25519.bouncyCastle().key(scalar));
  }

  /** Returns the library's own object for a private key; null if the library fails. */
  private @Nullable Key prepared(byte[] scalar) {
    try {
      return fast.key(scalar);
    } catch (RuntimeException | LinkageError e) {
      failures.record(name + " cannot prepare a private key; Bouncy Castle is used for it", e);
      return null;
    }
  }

  /**
   * Returns the text that the wrapped implementation's {@code toString} returns, such as the
   * library's version.
   */
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
      if (first == null) {
        return second.agree(point, offset, secret);
      }
      Throwable failure;
      try {
        if (first.agree(point, offset, secret)) {
          return true;
        }
        if (LowOrderPoints.contains(point, offset)) {
          Arrays.fill(secret, (byte) 0);
          return false;
        }
        failure = new ProviderException("it refused a valid public key");
      } catch (RuntimeException | LinkageError e) {
        failure = e;
      }
      // If the key was destroyed, this call throws.
      boolean valid = second.agree(point, offset, secret);
      failures.record(
          name + " failed to compute an X25519 secret; Bouncy Castle computed it", failure);
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

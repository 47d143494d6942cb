package io.jitpeers.crypto;

import io.jitpeers.wireguard.KeyAgreement25519;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.KeyAgreement;
import javax.security.auth.DestroyFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** X25519 by a security provider of the JCA. Thread-safe. */
final class JcaX25519 implements KeyAgreement25519 {
  private static final Logger log = LoggerFactory.getLogger(JcaX25519.class);
  private static final String ALGORITHM = "XDH";
  private static final int LENGTH = 32;
  private static final String DESTROYED = "the private key was destroyed";

  /**
   * The bytes that precede the 32 bytes of the key in an encoded private key (PKCS #8, RFC 8410
   * section 7).
   */
  private static final byte[] PRIVATE_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b656e04220420");

  /**
   * The bytes that precede the 32 bytes of the key in an encoded public key (X.509, RFC 8410
   * section 4).
   */
  private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

  private final Provider provider;
  private final KeyFactory keys;

  private JcaX25519(Provider provider) throws GeneralSecurityException {
    this.provider = provider;
    this.keys = KeyFactory.getInstance(ALGORITHM, provider);
    KeyAgreement unused = KeyAgreement.getInstance(ALGORITHM, provider);
  }

  /**
   * Creates an implementation of X25519 that uses the given provider.
   *
   * @throws GeneralSecurityException if the provider has no X25519
   */
  static JcaX25519 of(Provider provider) throws GeneralSecurityException {
    return new JcaX25519(provider);
  }

  @Override
  public Key key(byte[] scalar) {
    byte[] encoded = Arrays.copyOf(PRIVATE_PREFIX, PRIVATE_PREFIX.length + LENGTH);
    System.arraycopy(scalar, 0, encoded, PRIVATE_PREFIX.length, LENGTH);
    try {
      return new JcaKey(keys.generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException e) {
      throw new ProviderException(provider.getName() + " accepts no private key of X25519", e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** Returns the provider's name. */
  @Override
  public String toString() {
    return provider.getName();
  }

  private final class JcaKey implements Key {
    private final PrivateKey key;
    // A KeyAgreement performs one operation at a time.
    private final Queue<KeyAgreement> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean destroyed;

    JcaKey(PrivateKey key) {
      this.key = key;
    }

    @Override
    public boolean agree(byte[] point, int offset, byte[] secret) {
      if (destroyed) {
        throw new IllegalStateException(DESTROYED);
      }
      byte[] encoded = Arrays.copyOf(PUBLIC_PREFIX, PUBLIC_PREFIX.length + LENGTH);
      System.arraycopy(point, offset, encoded, PUBLIC_PREFIX.length, LENGTH);
      KeyAgreement agreement = take();
      try {
        agreement.doPhase(keys.generatePublic(new X509EncodedKeySpec(encoded)), true);
        boolean agreed = agreement.generateSecret(secret, 0) == LENGTH;
        if (destroyed) {
          // The key may have been wiped during the operation, so the secret may be wrong.
          Arrays.fill(secret, (byte) 0);
          throw new IllegalStateException(DESTROYED);
        }
        idle.add(agreement);
        return agreed;
      } catch (GeneralSecurityException e) {
        // This exception is also thrown for a point of low order, which is not a failure.
        log.trace("no secret was computed", e);
        return false;
      }
    }

    /**
     * Returns an idle agreement, or a new one. Each agreement is initialized only once, because
     * each initialization copies the private key.
     */
    private KeyAgreement take() {
      @Nullable KeyAgreement agreement = idle.poll();
      if (agreement != null) {
        return agreement;
      }
      try {
        KeyAgreement created = KeyAgreement.getInstance(ALGORITHM, provider);
        created.init(key);
        return created;
      } catch (GeneralSecurityException e) {
        throw new ProviderException(provider.getName() + " cannot begin an operation", e);
      }
    }

    @Override
    public void destroy() {
      destroyed = true;
      idle.clear();
      try {
        key.destroy();
      } catch (DestroyFailedException e) {
        log.debug("{} cannot wipe a private key", provider.getName(), e);
      }
    }
  }
}

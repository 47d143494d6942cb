package io.jitpeers.internal.agreement;

import io.jitpeers.wireguard.KeyAgreement25519;
import java.util.ArrayList;
import java.util.List;

/** Bouncy Castle's implementation, which counts operations and keeps its keys. For one thread. */
public final class CountingAgreement implements KeyAgreement25519 {
  private final List<CountingKey> keys = new ArrayList<>();

  @Override
  public Key key(byte[] scalar) {
    CountingKey key = new CountingKey(KeyAgreement25519.bouncyCastle().key(scalar));
    keys.add(key);
    return key;
  }

  /** Returns how many keys were prepared. */
  public int prepared() {
    return keys.size();
  }

  /** Returns how many of the prepared keys were destroyed. */
  public long destroyed() {
    return keys.stream().filter(key -> key.destroyed).count();
  }

  /** Returns how many operations all keys have performed. */
  public int operations() {
    return keys.stream().mapToInt(key -> key.operations).sum();
  }

  private static final class CountingKey implements Key {
    private final Key key;
    private int operations;
    private boolean destroyed;

    CountingKey(Key key) {
      this.key = key;
    }

    @Override
    public boolean agree(byte[] point, int offset, byte[] secret) {
      operations++;
      return key.agree(point, offset, secret);
    }

    @Override
    public void destroy() {
      destroyed = true;
      key.destroy();
    }
  }
}

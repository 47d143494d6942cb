package io.jitpeers.testkit.wireguard;

import java.io.Serial;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Gives out bytes that are known beforehand. */
final class ScriptedRandom extends SecureRandom {
  @Serial private static final long serialVersionUID = 1L;

  private final transient ByteBuffer script;

  ScriptedRandom(byte[]... parts) {
    script = ByteBuffer.allocate(64);
    for (byte[] part : parts) {
      script.put(part);
    }
    script.flip();
  }

  @Override
  public void nextBytes(byte[] bytes) {
    script.get(bytes);
  }
}

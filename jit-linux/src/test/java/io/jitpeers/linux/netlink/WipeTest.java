package io.jitpeers.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WipeTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 4097, 9999, 10_000})
  void zeroesExactlyTheBeginning(int length) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(10_000);
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (byte) 1);
    }
    buffer.position(77);

    Wipe.zero(buffer, length);

    assertThat(buffer.position()).isEqualTo(77);
    for (int i = 0; i < buffer.capacity(); i++) {
      assertThat(buffer.get(i)).isEqualTo((byte) (i < length ? 0 : 1));
    }
  }
}

package io.jitpeers.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.testkit.ReplyBuilder;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MessageWriterTest {
  private final MessageWriter writer = new MessageWriter(256);

  @Test
  void writesMessagesAsTheKernelReadsThem() {
    writer.begin(0x1D, Netlink.NLM_F_ACK).genericHeader(1, 1);
    writer.putU8(1, 0xAB).putU16(2, 0xABCD).putU32(3, 0x89ABCDEF).putText(4, "wg0");
    int list = writer.beginNested(5);
    writer.putBytes(6, new byte[] {1, 2, 3});
    writer.endNested(list).end();
    writer.begin(0x1D, 0).bytes((byte) 1, (byte) 2, (byte) 3, (byte) 4).end();
    writer.number(-1);

    byte[] wanted =
        new ReplyBuilder()
            .message(0x1D, Netlink.NLM_F_ACK | Netlink.NLM_F_REQUEST, -1, 0)
            .generic(1)
            .putU8(1, 0xAB)
            .putU16(2, 0xABCD)
            .putU32(3, 0x89ABCDEF)
            .putText(4, "wg0")
            .nested(5, inside -> inside.put(6, (byte) 1, (byte) 2, (byte) 3))
            .message(0x1D, Netlink.NLM_F_REQUEST, 0, 0)
            .raw((byte) 1, (byte) 2, (byte) 3, (byte) 4)
            .toBytes();
    assertThat(bytes(writer.datagram())).isEqualTo(wanted);
    assertThat(writer.messages()).isEqualTo(2);
    assertThat(writer.length()).isEqualTo(wanted.length);
    assertThat(writer.room()).isEqualTo(256 - wanted.length);
  }

  @Test
  void writesNetworkOrderWhateverTheMachines() {
    writer.begin(0x1D, 0).putNetworkU32(1, 0x01020304).end();
    byte[] bytes = bytes(writer.datagram());
    assertThat(bytes).endsWith(1, 2, 3, 4);
  }

  @Test
  void forgetsAndWipesAllThatWasWritten() {
    writer.begin(0x1D, 0).putBytes(1, filled(100)).end();
    ByteBuffer whole = writer.datagram().clear();
    writer.begin(0x1D, 0).putBytes(2, filled(40));

    writer.clear();

    assertThat(writer.length()).isZero();
    assertThat(writer.messages()).isZero();
    assertThat(writer.room()).isEqualTo(256);
    assertThat(bytes(whole)).containsOnly(0);
  }

  @Test
  void refusesWhatAnAttributeCannotHold() {
    MessageWriter large = new MessageWriter(200_000);
    assertThatThrownBy(() -> large.putBytes(1, new byte[65_532]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65532");
    large.putBytes(1, new byte[65_531]);
    int nested = large.beginNested(2);
    large.putBytes(1, new byte[65_531]);
    assertThatThrownBy(() -> large.endNested(nested))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("65540");
    assertThatThrownBy(() -> writer.putBytes(1, new byte[300]))
        .isInstanceOf(BufferOverflowException.class);
  }

  @Test
  void nestsAsMuchAsALengthOf16BitsCanSay() {
    MessageWriter large = new MessageWriter(200_000);
    int full = large.beginNested(2);
    large.putBytes(1, new byte[65_527]);
    assertThat(large.length()).isEqualTo(65_536);
    assertThatThrownBy(() -> large.endNested(full)).isInstanceOf(IllegalStateException.class);

    large.clear();
    int fits = large.beginNested(2);
    large.bytes(new byte[65_531]).endNested(fits);
    assertThat(large.datagram().getShort(0)).isEqualTo((short) 65_535);
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0x5A);
    return bytes;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    assertThat(buffer.order()).isEqualTo(ByteOrder.nativeOrder());
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}

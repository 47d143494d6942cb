package io.jitpeers.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.testkit.ReplyBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeReaderTest {
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
  private final MessageReader message = new MessageReader(buffer);
  private final AttributeReader reader = new AttributeReader(buffer);

  @Test
  void readsWhatWasWritten() throws Exception {
    begin(
        out ->
            out.putU8(1, 0xFF)
                .putU16(2, 0xFFFE)
                .putU32(3, -3)
                .putU64(4, Long.MIN_VALUE)
                .putText(5, "wg\u00e9")
                .put(6));

    assertThat(next(1).u8()).isEqualTo(0xFF);
    assertThat(next(2).u16()).isEqualTo(0xFFFE);
    assertThat(next(3).u32()).isEqualTo(-3);
    AttributeReader attribute = next(4);
    assertThat(attribute.u64()).isEqualTo(Long.MIN_VALUE);
    assertThat(next(5).text()).isEqualTo("wg\u00e9");
    attribute = next(6);
    assertThat(attribute.length()).isZero();
    assertThat(attribute.isZero()).isTrue();
    assertThat(attribute.text()).isEmpty();
    assertThat(reader.next()).isFalse();
    assertThat(reader.next()).isFalse();
  }

  @Test
  void readsInsideAValue() throws Exception {
    begin(out -> out.put(9, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 0));
    AttributeReader attribute = next(9);
    assertThat(attribute.networkShortAt(1)).isEqualTo(0x0203);
    assertThat(attribute.bytesAt(2, 3)).containsExactly(3, 4, 5);
    assertThat(attribute.shortAt(4)).isEqualTo(nativeShort(5, 0));
    assertThat(attribute.isZero()).isFalse();
    assertThat(attribute.slice().remaining()).isEqualTo(6);
    assertThat(attribute.slice().isReadOnly()).isTrue();
    assertThat(attribute.text()).isEqualTo("\u0001\u0002\u0003\u0004\u0005");
  }

  @Test
  void readsWideNumbersInsideAValue() throws Exception {
    begin(out -> out.put(8).put(9, bytes(0x80, 2, 3, 4, 5, 6, 7, 8, 9, 0xF0, 11, 12)));
    assertThat(next(8).offset()).isEqualTo(20);
    AttributeReader attribute = next(9);
    assertThat(attribute.length()).isEqualTo(12);
    assertThat(attribute.offset()).isEqualTo(24);
    assertThat(attribute.networkIntAt(0)).isEqualTo(0x80020304);
    assertThat(attribute.networkIntAt(8)).isEqualTo(0x09F00B0C);
    assertThat(attribute.networkLongAt(1)).isEqualTo(0x0203040506070809L);
    assertThat(attribute.networkLongAt(4)).isEqualTo(0x0506070809F00B0CL);
    assertThat(attribute.longAt(4))
        .isEqualTo(
            ByteBuffer.wrap(bytes(5, 6, 7, 8, 9, 0xF0, 11, 12))
                .order(ByteOrder.nativeOrder())
                .getLong());
    assertThatThrownBy(() -> reader.longAt(5)).isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(() -> reader.networkIntAt(9)).isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(() -> reader.networkLongAt(5)).isInstanceOf(NetlinkFormatException.class);
  }

  @Test
  void isZeroIfAllBytesOfTheValueAre() throws Exception {
    begin(
        out ->
            out.put(0x0101, bytes(0, 0, 0, 0))
                .put(0x0102, bytes(0, 0, 0, 1))
                .put(0x0103, bytes(1, 0, 0, 0)));
    // What is around the zeros is not zero: the headers of this attribute and of the next.
    assertThat(next(0x0101).isZero()).isTrue();
    assertThat(next(0x0102).isZero()).isFalse();
    assertThat(next(0x0103).isZero()).isFalse();
  }

  @Test
  void keepsToTheValue() throws Exception {
    begin(out -> out.put(9, new byte[7]).put(10, new byte[64]));
    AttributeReader attribute = next(9);
    assertThatThrownBy(() -> attribute.intAt(4)).isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(() -> attribute.intAt(-1)).isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(() -> attribute.intAt(Integer.MAX_VALUE))
        .isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(() -> attribute.longAt(0)).isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(() -> attribute.shortAt(6)).isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(() -> attribute.networkShortAt(6))
        .isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(() -> attribute.copy(new byte[6]))
        .isInstanceOf(NetlinkFormatException.class)
        .hasMessage("an attribute of type 9 with a value of 7 bytes instead of 6");
    assertThatThrownBy(attribute::u8).isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(attribute::u16).isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(attribute::u32).isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(attribute::u64).isInstanceOf(NetlinkFormatException.class);
  }

  @Test
  void asksForTooMuchWithoutAllocatingIt() throws Exception {
    begin(out -> out.put(9, new byte[7]));
    AttributeReader attribute = next(9);
    assertThatThrownBy(() -> attribute.bytesAt(0, Integer.MAX_VALUE))
        .isInstanceOf(NetlinkFormatException.class);
  }

  @Test
  void ignoresTheFlagsOfAType() throws Exception {
    begin(out -> out.put(0x8000 | 7).put(0x4000 | 8).put(0xC000 | 0x3FFF));
    assertThat(next(7).length()).isZero();
    assertThat(next(8).length()).isZero();
    assertThat(next(0x3FFF).length()).isZero();
  }

  @Test
  void keepsNestedAttributesInsideTheirParent() throws Exception {
    begin(out -> out.nested(1, inside -> inside.putU32(2, 5).nested(3, empty -> {})).putU32(4, 6));
    AttributeReader inner = new AttributeReader(buffer);
    AttributeReader innermost = new AttributeReader(buffer);
    next(1).nested(inner);
    assertThat(inner.next()).isTrue();
    assertThat(inner.u32()).isEqualTo(5);
    assertThat(inner.next()).isTrue();
    inner.nested(innermost);
    assertThat(innermost.next()).isFalse();
    assertThat(inner.next()).isFalse();
    assertThat(next(4).u32()).isEqualTo(6);
  }

  @Test
  void refusesANestedAttributeThatReachesBeyondItsParent() throws Exception {
    begin(out -> out.nested(1, inside -> inside.putU32(2, 5)).putU32(4, 6));
    // The inner attribute declares 12 bytes, of which the parent has only 8.
    buffer.putShort(20, (short) 12);
    AttributeReader inner = new AttributeReader(buffer);
    next(1).nested(inner);
    assertThatThrownBy(inner::next)
        .isInstanceOf(NetlinkFormatException.class)
        .hasMessage("an attribute of 12 bytes where 8 are left");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 9, 0x7FFF, 0xFFFF})
  void refusesLengthsThatLie(int length) {
    begin(out -> out.putU32(1, 2));
    buffer.putShort(16, (short) length);
    assertThatThrownBy(reader::next)
        .isInstanceOf(NetlinkFormatException.class)
        .hasMessage("an attribute of " + length + " bytes where 8 are left");
  }

  @Test
  void refusesLessThanAHeader() throws Exception {
    begin(out -> out.putU32(1, 2).raw((byte) 0, (byte) 0, (byte) 0));
    assertThat(next(1).u32()).isEqualTo(2);
    assertThatThrownBy(reader::next)
        .isInstanceOf(NetlinkFormatException.class)
        .hasMessage("only 3 bytes where an attribute should begin");
  }

  private void begin(Consumer<ReplyBuilder> attributes) {
    ReplyBuilder out = new ReplyBuilder().message(16, 0, 0, 0);
    attributes.accept(out);
    byte[] datagram = out.toBytes();
    buffer.put(0, datagram);
    message.reset(datagram.length);
    try {
      assertThat(message.next()).isTrue();
      message.attributes(reader, 0);
    } catch (NetlinkFormatException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the next attribute that is not padding. */
  private AttributeReader next(int type) throws NetlinkFormatException {
    do {
      assertThat(reader.next()).isTrue();
    } while (reader.type() == 0);
    assertThat(reader.type()).isEqualTo(type);
    return reader;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static int nativeShort(int first, int second) {
    return ByteBuffer.wrap(new byte[] {(byte) first, (byte) second})
        .order(ByteOrder.nativeOrder())
        .getShort();
  }
}

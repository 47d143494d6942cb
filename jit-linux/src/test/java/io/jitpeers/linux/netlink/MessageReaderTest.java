package io.jitpeers.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.testkit.ReplyBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
  private final MessageReader reader = new MessageReader(buffer);

  @Test
  void hasNothingAtFirst() throws Exception {
    assertThat(reader.next()).isFalse();
    reader.reset(0);
    assertThat(reader.next()).isFalse();
  }

  @Test
  void readsOneMessageAfterAnother() throws Exception {
    begin(
        new ReplyBuilder()
            .message(0xFFF0, 0xF012, -2, 0x80000001)
            .raw((byte) 9, (byte) 8, (byte) 7)
            .message(3, 2, 7, 8)
            .rawInt(-105)
            .toBytes());

    assertThat(reader.next()).isTrue();
    assertThat(reader.type()).isEqualTo(0xFFF0);
    assertThat(reader.flags()).isEqualTo(0xF012);
    assertThat(reader.sequence()).isEqualTo(-2);
    assertThat(reader.portId()).isEqualTo(0x80000001);
    assertThat(reader.payloadLength()).isEqualTo(3);
    assertThat(reader.payloadByte(2)).isEqualTo(7);
    assertThat(reader.next()).isTrue();
    assertThat(reader.type()).isEqualTo(3);
    assertThat(reader.payloadLength()).isEqualTo(4);
    assertThat(reader.payloadInt(0)).isEqualTo(-105);
    assertThat(reader.next()).isFalse();
    assertThat(reader.next()).isFalse();
  }

  @Test
  void takesAMessageThatIsOnlyAHeader() throws Exception {
    begin(new ReplyBuilder().message(16, 2, 3, 4).message(17, 0, 0, 0).rawInt(1).toBytes());
    assertThat(reader.next()).isTrue();
    assertThat(reader.type()).isEqualTo(16);
    assertThat(reader.payloadLength()).isZero();
    assertThat(reader.next()).isTrue();
    assertThat(reader.type()).isEqualTo(17);
  }

  @Test
  void takesALastMessageThatIsNotPadded() throws Exception {
    byte[] padded = new ReplyBuilder().message(16, 0, 0, 0).raw((byte) 1).toBytes();
    buffer.put(0, padded);
    reader.reset(17);
    assertThat(reader.next()).isTrue();
    assertThat(reader.payloadLength()).isEqualTo(1);
    assertThat(reader.next()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 17, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void refusesLengthsThatLie(int length) {
    begin(new ReplyBuilder().message(16, 0, 0, 0).toBytes());
    buffer.putInt(0, length);
    assertThatThrownBy(reader::next)
        .isInstanceOf(NetlinkFormatException.class)
        .hasMessage("a message of " + length + " bytes where 16 are left");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 15})
  void refusesLessThanAHeader(int length) {
    reader.reset(length);
    assertThatThrownBy(reader::next)
        .hasMessage("only " + length + " bytes where a message should begin");
  }

  @Test
  void keepsToThePayload() throws Exception {
    begin(new ReplyBuilder().message(16, 0, 0, 0).rawInt(1).message(17, 0, 0, 0).toBytes());
    assertThat(reader.next()).isTrue();
    assertThatThrownBy(() -> reader.payloadInt(1))
        .isInstanceOf(NetlinkFormatException.class)
        .hasMessage("a message of type 16 with a payload of only 4 bytes");
    assertThatThrownBy(() -> reader.payloadInt(-1)).isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(() -> reader.payloadInt(Integer.MAX_VALUE))
        .isInstanceOf(NetlinkFormatException.class);
    assertThatThrownBy(() -> reader.payloadByte(4)).isInstanceOf(NetlinkFormatException.class);
    AttributeReader attributes = new AttributeReader(buffer);
    assertThatThrownBy(() -> reader.attributes(attributes, 5))
        .isInstanceOf(NetlinkFormatException.class);
    reader.attributes(attributes, 4);
    assertThat(attributes.next()).isFalse();
  }

  private void begin(byte[] datagram) {
    buffer.put(0, datagram);
    reader.reset(datagram.length);
  }
}

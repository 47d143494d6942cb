package io.jitpeers.netlink.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.testkit.ReplyBuilder;
import io.jitpeers.netlink.testkit.Recorded;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkDecoderTest {
  private static final int AF_BRIDGE = 7;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(32 * 1024);
  private final MessageReader message = new MessageReader(buffer);
  private final LinkDecoder decoder = new LinkDecoder(buffer);

  /** The life of a WireGuard interface, recorded: made, up, down, renamed, removed. */
  @Test
  void readsWhatARealKernelTells() throws Exception {
    List<LinkEvent> events = new ArrayList<>();
    for (byte[] datagram : Recorded.datagrams("links")) {
      events.addAll(decode(datagram));
    }
    assertThat(events).extracting(LinkEvent::index).containsOnly(events.get(0).index());
    assertThat(events)
        .extracting(event -> event.name() + (event.removed() ? " gone" : event.up() ? " up" : ""))
        .containsExactly("wg8", "wg8 up", "wg8", "wg7", "wg7 gone");
  }

  @Test
  void passesOverWhatIsNoLink() throws Exception {
    assertThat(decode(new ReplyBuilder().message(24, 0, 0, 0).raw(new byte[16]).toBytes()))
        .isEmpty();
    assertThat(
            decode(
                new ReplyBuilder()
                    .message(16, 0, 0, 0)
                    .raw((byte) AF_BRIDGE)
                    .raw(new byte[15])
                    .toBytes()))
        .isEmpty();
  }

  @Test
  void refusesWhatIsCut() {
    for (int length = 0; length < 16; length++) {
      byte[] datagram = new ReplyBuilder().message(16, 0, 0, 0).raw(new byte[length]).toBytes();
      // The padding is not a part of the message.
      assertThatThrownBy(() -> decode(datagram)).isInstanceOf(NetlinkFormatException.class);
    }
  }

  private List<LinkEvent> decode(byte[] datagram) throws NetlinkFormatException {
    List<LinkEvent> events = new ArrayList<>();
    buffer.put(0, datagram);
    message.reset(datagram.length);
    while (message.next()) {
      LinkEvent event = decoder.decode(message);
      if (event != null) {
        events.add(event);
      }
    }
    return events;
  }
}

package io.jitpeers.netlink.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.netlink.testkit.Recorded;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a kernel told of its interfaces, spoilt: read, passed over, or refused. */
@Tag("fuzz")
class LinkFuzzTest {

  @Test
  void isReadOrRefused() {
    Map<String, Integer> said =
        Fuzzer.of("links", getClass())
            .inputs(Recorded.datagrams("links"))
            .costingAtMost(128 << 10)
            .run(40_000, LinkFuzzTest::read);
    assertThat(said).containsKeys("up", "down", "gone", "something else", "not of the form");
  }

  private static String read(byte[] input) {
    ByteBuffer buffer = ByteBuffer.wrap(input);
    MessageReader message = new MessageReader(buffer);
    LinkDecoder decoder = new LinkDecoder(buffer);
    message.reset(input.length);
    String said = "something else";
    try {
      while (message.next()) {
        LinkEvent event = decoder.decode(message);
        if (event != null) {
          said = event.removed() ? "gone" : event.up() ? "up" : "down";
          assertThat(event.name().length()).isLessThanOrEqualTo(input.length);
        }
      }
      return said;
    } catch (NetlinkFormatException e) {
      return "not of the form";
    }
  }
}

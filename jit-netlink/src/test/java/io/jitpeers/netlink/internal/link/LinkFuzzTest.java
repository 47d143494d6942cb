package io.jitpeers.netlink.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.netlink.testkit.Recorded;
import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutated notifications about interfaces are parsed, skipped or refused. */
@Tag("fuzz")
class LinkFuzzTest implements FuzzTarget {

  @Test
  void isReadOrRefused() {
    assertThat(Fuzzer.run(this, 40_000))
        .containsKeys("up", "down", "gone", "something else", "not of the form");
  }

  @Override
  public String name() {
    return "links";
  }

  @Override
  public List<byte[]> inputs() {
    return Recorded.datagrams("links");
  }

  @Override
  public long mostBytes() {
    return 128 << 10;
  }

  @Override
  public String read(byte[] input) {
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

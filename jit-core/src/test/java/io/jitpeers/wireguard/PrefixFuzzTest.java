package io.jitpeers.wireguard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Any text as an allowed IP: either it is read, and its written form is read as the same, or it is
 * refused.
 */
@Tag("fuzz")
class PrefixFuzzTest implements FuzzTarget {

  @Test
  void isReadOrRefused() {
    assertThat(Fuzzer.run(this, 10_000)).containsKeys("read", "refused");
  }

  @Override
  public String name() {
    return "prefix";
  }

  @Override
  public List<byte[]> inputs() {
    return FuzzTarget.texts(
        "10.1.2.0/24", "0.0.0.0/0", "2001:db8::/32", "::ffff:10.0.0.1/128", "::/0");
  }

  @Override
  public List<byte[]> words() {
    return FuzzTarget.texts(
        "/", ".", ":", "::", "0", "255", "256", "ffff", "%eth0", "/128", "\u0660");
  }

  @Override
  public int longest() {
    return 200;
  }

  @Override
  public String read(byte[] input) {
    try {
      IpPrefix prefix = IpPrefix.parse(new String(input, UTF_8));
      assertThat(IpPrefix.parse(prefix.toString())).isEqualTo(prefix);
      return "read";
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return "refused";
    }
  }
}

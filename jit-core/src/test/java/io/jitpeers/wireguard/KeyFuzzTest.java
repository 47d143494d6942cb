package io.jitpeers.wireguard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any text as a key: either it is read and written unchanged, or it is refused. */
@Tag("fuzz")
class KeyFuzzTest implements FuzzTarget {

  @Test
  void isReadOrRefused() {
    assertThat(Fuzzer.run(this, 10_000)).containsKeys("read", "refused");
  }

  @Override
  public String name() {
    return "key";
  }

  @Override
  public List<byte[]> inputs() {
    return FuzzTarget.texts("HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=", "A".repeat(43) + "=");
  }

  @Override
  public List<byte[]> words() {
    return FuzzTarget.texts("=", "==", "A", "/", "+", "-", "_", "\n", " ");
  }

  @Override
  public int longest() {
    return 200;
  }

  @Override
  public String read(byte[] input) {
    String text = new String(input, UTF_8);
    PublicKey key;
    try {
      key = PublicKey.ofBase64(text);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return "refused";
    }
    // Each key has one text; otherwise two different texts could be one peer.
    assertThat(key.toBase64()).isEqualTo(text);
    return "read";
  }
}

package io.jitpeers.http;

import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each mutated document is a config for the key or is refused; nothing else happens. */
@Tag("fuzz")
class JsonPeerConfigDecoderFuzzTest implements FuzzTarget {
  private static final String FULL =
      "{\"version\":1,\"public_key\":\""
          + KEY
          + "\",\"preshared_key\":\""
          + Peers.key(3)
          + "\",\"allowed_ips\":[\"10.1.2.0/24\",\"2001:db8::/32\"],"
          + "\"endpoint\":\"[2001:db8::1]:51820\",\"persistent_keepalive\":25,"
          + "\"expires_at\":\"2026-12-31T23:59:59Z\",\"extra\":{\"a\":[1,2,{\"b\":null}]}}";
  private static final String SHORT =
      "{\"public_key\":\"" + KEY + "\",\"allowed_ips\":[],\"endpoint\":null}";

  private final JsonPeerConfigDecoder decoder = new JsonPeerConfigDecoder();

  @Test
  void everyMutationIsReadOrRefused() {
    assertThat(Fuzzer.run(this, 50_000)).containsKeys("read", "refused");
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  public List<byte[]> inputs() {
    return FuzzTarget.texts(FULL, SHORT);
  }

  @Override
  public List<byte[]> words() {
    return FuzzTarget.texts(
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "\\",
        "/",
        "\\u0000",
        "null",
        "true",
        "0",
        "-",
        "9",
        ".",
        "e",
        "1e309",
        "65536",
        "2147483648",
        "\u007f",
        " ",
        "\"version\":",
        "\"endpoint\":",
        "\"persistent_keepalive\":",
        "\"expires_at\":");
  }

  @Override
  public String read(byte[] input) {
    try {
      assertThat(decoder.decode(KEY, input).publicKey()).isEqualTo(KEY);
      return "read";
    } catch (LookupException e) {
      assertThat(e.reason()).isEqualTo(Reason.REJECTED);
      assertThat(e.getMessage()).isNotBlank();
      return "refused";
    }
  }
}

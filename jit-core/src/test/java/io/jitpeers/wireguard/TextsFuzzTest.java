package io.jitpeers.wireguard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operators and control planes write: it is read, or refused with a sentence. */
@Tag("fuzz")
class TextsFuzzTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant NOW = Instant.parse("2026-03-28T23:30:00Z");
  private static final Random UNUSED = new Random(0);

  private static String refusal(IllegalArgumentException e) {
    assertThat(e.getMessage()).isNotBlank();
    return "refused";
  }

  @Test
  void prefixes() {
    Map<String, Integer> said =
        Fuzzer.of("prefix", getClass())
            .texts("10.1.2.0/24", "0.0.0.0/0", "2001:db8::/32", "::ffff:10.0.0.1/128", "::/0")
            .words("/", ".", ":", "::", "0", "255", "256", "ffff", "%eth0", "/128", "\u0660")
            .upTo(200)
            .run(10_000, this::prefix);
    assertThat(said).containsKeys("read", "refused");
  }

  private String prefix(byte[] input) {
    try {
      IpPrefix prefix = IpPrefix.parse(new String(input, UTF_8));
      assertThat(IpPrefix.parse(prefix.toString())).isEqualTo(prefix);
      return "read";
    } catch (IllegalArgumentException e) {
      return refusal(e);
    }
  }

  @Test
  void keys() {
    Map<String, Integer> said =
        Fuzzer.of("key", getClass())
            .texts("HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=", "A".repeat(43) + "=")
            .words("=", "==", "A", "/", "+", "-", "_", "\n", " ")
            .upTo(200)
            .run(10_000, this::key);
    assertThat(said).containsKeys("read", "refused");
  }

  private String key(byte[] input) {
    try {
      PublicKey key = PublicKey.ofBase64(new String(input, UTF_8));
      assertThat(PublicKey.ofBase64(key.toBase64())).isEqualTo(key);
      return "read";
    } catch (IllegalArgumentException e) {
      return refusal(e);
    }
  }

  @Test
  void cronExpressions() {
    Map<String, Integer> said =
        Fuzzer.of("cron", getClass())
            .texts("30 2 * * *", "0 9 */2 * 3", "*/5 1-4,6 1-31/2 JAN-mar sun", "@daily")
            .texts("15 30 2 29 2 *", "0 0 31 1,3 1-5")
            .words("*", "/", "-", ",", " ", "\t", "@", "@weekly", "60", "7", "0", "FEB", "fri")
            .upTo(200)
            .run(5_000, this::cron);
    assertThat(said).containsKeys("read", "refused");
  }

  private String cron(byte[] input) {
    EvictionSchedule schedule;
    try {
      schedule = EvictionSchedule.cron(new String(input, UTF_8), BERLIN);
    } catch (IllegalArgumentException e) {
      return refusal(e);
    }
    Duration wait = schedule.untilNext(NOW, UNUSED);
    assertThat(wait).isPositive();
    assertThat(wait.toDays()).isLessThan(41 * 366L);
    return "read";
  }
}

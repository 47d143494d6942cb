package io.jitpeers.internal.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any texts as settings: either all are read, or one is refused with a message. */
@Tag("fuzz")
class SettingsFuzzTest implements FuzzTarget {
  private static final String[] GOOD = {
    "admission.per-source-rate=20\nadmission.per-source-burst=50\nadmission.queue-capacity=64",
    "provisioning.max-pending=10\nprovisioning.lookup-deadline=4s\nprovisioning.first-packet=wait",
    "replay.max-ahead=24h\nreplay.seen-size=1000\nreplay.policy=strict",
    "answer-cache.max-freshness=PT1H\nanswer-cache.freshness-jitter=0.25",
    "peer-config.permitted-allowed-ips=10.0.0.0/8,2001:db8::/32\npeer-config.max-allowed-ips=9",
    "eviction.every=90s\neviction.jitter=0.1\neviction.lossless-floor=200s\neviction.found=adopt",
    "eviction.cron=0 3 * * *\neviction.cron-zone=Europe/Berlin\neviction.adoption-rate=5",
    "revalidation.min-age=30s\nrevalidation.unreachable=expire-after:12h\nrevalidation.rate=5",
    "eviction-policy=idle,capacity\neviction-policy.capacity.hard=10\neviction-policy.idle.after=5m",
    "start.warm-up=off\nwake-up.remember=100\nprovisioning.removal-budget=20ms",
  };

  @Test
  void areReadOrRefusedWithASentence() {
    assertThat(Fuzzer.run(this, 3_000)).containsKeys("read", "refused", "unknown");
  }

  @Override
  public String name() {
    return "settings";
  }

  @Override
  public List<byte[]> inputs() {
    return FuzzTarget.texts(GOOD);
  }

  @Override
  public List<byte[]> words() {
    return FuzzTarget.texts(
        "=",
        "\n",
        ".",
        ",",
        ":",
        "-",
        "0",
        "9",
        "9223372036854775807",
        "1e309",
        "NaN",
        "ms",
        "s",
        "h",
        "d",
        "106751991167300d",
        "PT",
        "true",
        "false",
        "off",
        "\u0660");
  }

  /** Each unknown key is compared with all known ones. */
  @Override
  public long mostBytes() {
    return 64 << 20;
  }

  @Override
  public String read(byte[] input) {
    Settings settings = Settings.of(values(new String(input, UTF_8)));
    try {
      readAll(new SettingsReader(settings));
    } catch (SettingsException e) {
      return refusal(e, "refused");
    }
    try {
      settings.rejectUnknown();
      return "read";
    } catch (SettingsException e) {
      return refusal(e, "unknown");
    }
  }

  private static String refusal(SettingsException e, String word) {
    assertThat(e.getMessage()).isNotBlank();
    return word;
  }

  private static void readAll(SettingsReader reader) {
    var unused = reader.evictionPolicy();
    assertThat(reader.admissionOptions()).isNotNull();
    assertThat(reader.provisioningOptions()).isNotNull();
    assertThat(reader.replayOptions()).isNotNull();
    assertThat(reader.wakeUpOptions()).isNotNull();
    assertThat(reader.answerCacheOptions()).isNotNull();
    assertThat(reader.peerConfigRules()).isNotNull();
    assertThat(reader.revalidationOptions()).isNotNull();
    assertThat(reader.startOptions()).isNotNull();
    assertThat(reader.evictionOptions()).isNotNull();
  }

  private static Map<String, String> values(String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      values.put(equals < 0 ? line : line.substring(0, equals), line.substring(equals + 1));
    }
    return values;
  }
}

package io.jitpeers.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static Settings of(String key, String value) {
    return Settings.of(Map.of(key, value));
  }

  @Test
  void readsTexts() {
    Settings settings = Settings.of(Map.of("a", " x y ", "blank", " \t", "empty", ""));
    assertThat(settings.text("a")).contains("x y");
    assertThat(settings.text("blank")).isEmpty();
    assertThat(settings.text("empty")).isEmpty();
    assertThat(settings.text("absent")).isEmpty();
    assertThat(settings.requiredText("a")).isEqualTo("x y");
  }

  @Test
  void namesWhatIsMissing() {
    Settings settings = of("s.m.key", " ").scope("s").scope("m");
    assertThat(settings.fullKey("key")).isEqualTo("s.m.key");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> settings.requiredText("key"))
        .withMessageContaining("s.m.key");
  }

  @Test
  void copiesItsValues() {
    Map<String, String> values = new HashMap<>(Map.of("a", "1"));
    Settings settings = Settings.of(values);
    values.put("a", "2");
    values.put("b", "3");
    assertThat(settings.text("a")).contains("1");
    assertThat(settings.text("b")).isEmpty();
  }

  @Test
  void readsLists() {
    assertThat(of("l", " a, b ,,c, ").list("l")).containsExactly("a", "b", "c");
    assertThat(of("l", ",").list("l")).isEmpty();
    assertThat(of("l", "a").list("other")).isEmpty();
  }

  @Test
  void readsNumbersAndTruthValues() {
    Settings settings =
        Settings.of(
            Map.of("n", "-7", "big", "5000000000", "f", "0.25", "yes", "true", "no", "false"));
    assertThat(settings.number("n")).contains(-7L);
    assertThat(settings.number("big")).contains(5_000_000_000L);
    assertThat(settings.integer("n")).contains(-7);
    assertThat(settings.fraction("f")).contains(0.25);
    assertThat(settings.flag("yes")).contains(true);
    assertThat(settings.flag("no")).contains(false);
    assertThat(settings.number("absent")).isEmpty();
    assertThat(settings.flag("absent")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5000000000", "1.5", "0x10", "ten", "1 0"})
  void refusesWhatIsNotAnInteger(String value) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> of("n", value).integer("n"))
        .withMessage("the setting n must be a whole number, not \"" + value + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "1e999", "half", "1,5"})
  void refusesWhatIsNotAFraction(String value) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> of("f", value).fraction("f"))
        .withMessageContaining("\"" + value + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "TRUE", "1", "on"})
  void refusesWhatIsNotATruthValue(String value) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> of("b", value).flag("b"))
        .withMessageContaining("true or false");
  }

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "30s, PT30S",
    "5m, PT5M",
    "2h, PT2H",
    "1d, P1D",
    "1D, P1D",
    "30S, PT30S",
    "0s, PT0S",
    "PT1M30S, PT1M30S",
    "P2D, P2D",
  })
  void readsDurations(String text, Duration duration) {
    assertThat(of("d", text).duration("d")).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30",
        "s",
        "30 s",
        "1.5h",
        "-5s",
        "PT-5S",
        "-PT5S",
        "10us",
        "5min",
        "99999999999999999999s",
        "9223372036854775807d",
        "9223372036854775807h",
        "PT9999999999999999999S"
      })
  void refusesWhatIsNotADuration(String text) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> of("d", text).duration("d"))
        .withMessageContaining("the setting d must be a duration")
        .withMessageContaining("\"" + text + "\"");
  }

  @Test
  void parsesWhateverTheCallerCan() {
    assertThat(of("p", "ab").parse("p", "two letters", String::length)).contains(2);
    IllegalArgumentException thrown = new IllegalArgumentException("the parser's own");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(
            () ->
                of("x.p", "ab")
                    .scope("x")
                    .parse(
                        "p",
                        "three letters",
                        text -> {
                          throw thrown;
                        }))
        .withMessage("the setting x.p must be three letters, not \"ab\" (the parser's own)")
        .withCause(thrown);
  }

  @Test
  void acceptsWhatWasAskedForInAnyScope() {
    Settings settings =
        Settings.of(Map.of("store", "memory", "store.memory.name", "wg0", "store.memory.x", " "));
    settings.text("store");
    settings.scope("store").scope("memory").text("name");
    settings.scope("store.memory").flag("x");
    assertThatCode(settings::rejectUnknown).doesNotThrowAnyException();
  }

  @Test
  void suggestsTheNearestKnownKey() {
    Settings settings =
        Settings.of(Map.of("packet-source.udp.prot", "1", "zzz", "2", "packet-source", "udp"));
    settings.text("packet-source");
    settings.scope("packet-source.udp").text("port");
    settings.scope("packet-source.udp").text("bind-address");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(settings::rejectUnknown)
        .withMessage(
            "unknown setting packet-source.udp.prot; did you mean packet-source.udp.port?; "
                + "unknown setting zzz; remove it or check its spelling");
  }

  @Test
  void rejectsInAScopeWhatIsUnknownAnywhere() {
    Settings settings = of("a", "1");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> settings.scope("b").rejectUnknown())
        .withMessageContaining("unknown setting a");
  }

  @Test
  void theKeysThatWereReadAreKnownInEachScope() {
    Settings settings = Settings.of(Map.of("a.b", "1", "c", "2"));
    assertThat(settings.knownKeys()).isEmpty();

    settings.scope("a").text("b");
    settings.list("d");

    assertThat(settings.knownKeys()).containsExactlyInAnyOrder("a.b", "d");
    assertThat(settings.scope("a").knownKeys()).containsExactlyInAnyOrder("a.b", "d");
  }
}

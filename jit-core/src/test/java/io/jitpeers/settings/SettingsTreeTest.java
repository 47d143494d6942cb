package io.jitpeers.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings that were a tree before. */
class SettingsTreeTest {

  @Test
  void aTreeBecomesFlat() {
    Map<String, Object> absent = new HashMap<>();
    absent.put("cron", null);
    Map<String, Object> tree =
        Map.of(
            "packet-source",
            Map.of("type", "udp", "udp", Map.of("port", 51820)),
            "eviction-policy",
            Map.of("type", List.of("expiry", "idle")),
            "eviction",
            absent,
            "ports",
            new int[] {1, 2},
            "start.warm-up",
            false);
    assertThat(Settings.flatten(tree))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "packet-source.type", "udp",
                "packet-source.udp.port", "51820",
                "eviction-policy.type[0]", "expiry",
                "eviction-policy.type[1]", "idle",
                "eviction.cron", "",
                "ports[0]", "1",
                "ports[1]", "2",
                "start.warm-up", "false"));
  }

  @Test
  void aKeyThatIsThereTwiceIsRefused() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("a", Map.of("b", 1));
    tree.put("a.b", 2);
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> Settings.flatten(tree))
        .withMessageContaining("the setting a.b is given twice");
  }

  @Test
  void listsAreReadElementByElement() {
    Settings settings =
        Settings.of(
            Map.of("l[0]", " a ", "l[1]", "b, c", "l[2]", " ", "scope.m[0]", "1", "n", "x,y"));
    assertThat(settings.list("l")).containsExactly("a", "b, c");
    assertThat(settings.text("l")).contains("a,b, c");
    assertThat(settings.scope("scope").list("m")).containsExactly("1");
    assertThat(settings.list("n")).containsExactly("x", "y");
    settings.rejectUnknown();
  }

  @Test
  void moreThanTenElementsStayInOrder() {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < 12; i++) {
      values.put("l[" + i + "]", "e" + i);
    }
    assertThat(Settings.of(values).list("l")).startsWith("e0", "e1", "e2").endsWith("e10", "e11");
  }

  @Test
  void aListWithAGapOrInTwoFormsThatDifferIsRefused() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> Settings.of(Map.of("l[0]", "a", "l[2]", "c")))
        .withMessage("the list l has no element l[1]; number its elements from 0 without gaps");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> Settings.of(Map.of("l", "a", "l[0]", "b")))
        .withMessage(
            "the setting l is given as a value and as a list, l[0] and so on, and they differ;"
                + " remove one of them");
    assertThat(Settings.of(Map.of("l", "a, b", "l[0]", "a", "l[1]", "b")).list("l"))
        .containsExactly("a", "b");
    assertThat(Settings.of(Map.of("l", " ", "l[0]", "a")).list("l")).containsExactly("a");
  }

  @Test
  void anUnknownListIsToldOnceWithoutItsElements() {
    Settings settings = Settings.of(Map.of("prots[0]", "1", "prots[1]", "2"));
    assertThat(settings.list("ports")).isEmpty();
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(settings::rejectUnknown)
        .withMessage("unknown setting prots; did you mean ports?");
  }

  @Test
  void whatOnlyLooksLikeAnElementIsAKeyLikeOthers() {
    for (String key : Arrays.asList("l[]", "l[-1]", "l[01]", "l[x]", "[0]", "l[99999999999]")) {
      Settings settings = Settings.of(Map.of(key, "1"));
      assertThatExceptionOfType(SettingsException.class)
          .isThrownBy(settings::rejectUnknown)
          .withMessageContaining("unknown setting " + key);
    }
  }
}

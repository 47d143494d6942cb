package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.KeyEncoding;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HintsTest {
  private static final PublicKey KEY = key();

  private final List<Object> told = new ArrayList<>();
  private final ChangeCounters counters = new ChangeCounters(new ManualTime());
  private final List<String> positions = new ArrayList<>();
  private final HintListener listener =
      new HintListener() {
        @Override
        public void changed(PublicKey key, String position) {
          told.add(key);
          positions.add(position);
        }

        @Override
        public void missed(String position) {
          told.add("missed");
          positions.add(position);
        }
      };
  private final Hints hints = new Hints(listener, counters, new ManualTime());

  private static PublicKey key() {
    byte[] bytes = new byte[PublicKey.LENGTH];
    Arrays.fill(bytes, (byte) 0xFB); // A key with all + and / of base64.
    return PublicKey.ofBytes(bytes);
  }

  @Test
  void keysAndResetsInTheirOrder() {
    hints.tell("message", List.of(KEY.toBase64(), "reset", KEY.toBase64()), "7");

    assertThat(told).containsExactly(KEY, "missed", KEY);
    assertThat(counters.hints.sum()).isEqualTo(2);
    assertThat(counters.missed.sum()).isEqualTo(1);
    assertThat(positions).containsExactly("7", "7", "7");
  }

  @ParameterizedTest
  @EnumSource(KeyEncoding.class)
  void everyFormOfAKey(KeyEncoding encoding) {
    hints.tell("message", List.of(encoding.encode(KEY)), "");

    assertThat(told).containsExactly(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Reset", "reset ", "hello", "AAAA", "{\"public_key\":\"x\"}", "%3D%"})
  void whatIsNoKeyIsCounted(String line) {
    hints.tell("message", List.of(line), "");

    assertThat(told).isEmpty();
    assertThat(counters.ignoredLines.sum()).isEqualTo(1);
  }

  @Test
  void otherTypesOfEventsAreNotOurs() {
    hints.tell("stats", List.of(KEY.toBase64(), "reset", "x"), "");

    assertThat(told).isEmpty();
    assertThat(counters.ignoredLines.sum()).isZero();
  }

  /** Two changes with one position would look like one change to a cache. */
  @Test
  void aPositionIsOfOneEventOnly() {
    List<String> key = List.of(KEY.toBase64());
    hints.tell("message", key, "");
    hints.tell("message", key, "1");
    hints.tell("message", key, "1");
    hints.tell("message", List.of(), "2");
    hints.tell("message", key, "2");
    hints.tell("stats", List.of(), "3");
    hints.tell("message", key, "3");
    hints.tell("message", key, "4");
    hints.tell("message", key, "not for a header");
    hints.missed();

    assertThat(positions).containsExactly("", "1", "", "", "", "4", "", "");
  }

  @Test
  void closedItTellsNothing() {
    hints.close();
    hints.tell("message", List.of(KEY.toBase64()), "");
    hints.missed();

    assertThat(told).isEmpty();
    assertThat(counters.hints.sum()).isZero();
  }

  /** And does not wait for itself. */
  @Test
  void aListenerCanCloseWhatTellsIt() {
    Hints[] self = new Hints[1];
    self[0] =
        new Hints(
            new HintListener() {
              @Override
              public void changed(PublicKey key, String position) {
                told.add(key);
                self[0].close();
              }

              @Override
              public void missed(String position) {}
            },
            counters,
            new ManualTime());

    self[0].tell("message", List.of(KEY.toBase64(), KEY.toBase64()), "");

    assertThat(told).containsExactly(KEY);
  }
}

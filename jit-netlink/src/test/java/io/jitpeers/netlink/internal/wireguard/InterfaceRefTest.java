package io.jitpeers.netlink.internal.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.netlink.MessageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceRefTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"w", "wg0", "fifteen-bytes-x", "wg.0", "...", "tunnel-\u00e9", "\ud83d\ude00"})
  void takesTheNamesThatTheKernelTakes(String name) {
    InterfaceRef ref = new InterfaceRef.ByName(name);
    assertThat(ref).hasToString(name);
    assertThat(ref.matches(1, name)).isTrue();
    assertThat(ref.matches(1, name + "x")).isFalse();
    MessageWriter writer = new MessageWriter(64);
    writer.begin(16, 0);
    int before = writer.length();
    ref.write(writer);
    assertThat(writer.length() - before).isLessThanOrEqualTo(InterfaceRef.MAX_SPACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sixteen-bytes-xx",
        "tunnel-\u00e9\u00e9\u00e9\u00e9\u00e9",
        ".",
        "..",
        "wg/0",
        "wg:0",
        "wg 0",
        "wg0\n",
        "wg0\u0000x",
        "\t"
      })
  void refusesTheNamesThatTheKernelRefuses(String name) {
    assertThatThrownBy(() -> new InterfaceRef.ByName(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void refusesIndexesThatAreNone(int index) {
    assertThatThrownBy(() -> new InterfaceRef.ByIndex(index))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Integer.toString(index));
  }

  @Test
  void knowsItselfByIndex() {
    InterfaceRef index = new InterfaceRef.ByIndex(7);
    assertThat(index.matches(7, "any")).isTrue();
    assertThat(index.matches(8, "any")).isFalse();
    assertThat(index).hasToString("interface 7");
    InterfaceRef resolved = new InterfaceRef.Resolved(7, "wg0");
    assertThat(resolved.matches(7, "renamed")).isTrue();
    assertThat(resolved.matches(8, "wg0")).isFalse();
    assertThat(resolved).hasToString("wg0");
  }
}

package io.jitpeers.testing.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fuzzer that finds nothing is only useful if it would find faults. */
class FuzzerTest {

  /** A target that fails on inputs with certain content. */
  private static class Fragile implements FuzzTarget {
    private final List<String> seen = new ArrayList<>();

    @Override
    public String name() {
      return "fragile";
    }

    @Override
    public List<byte[]> inputs() {
      return FuzzTarget.texts("a good input", "another, which is good too");
    }

    @Override
    public List<byte[]> words() {
      return FuzzTarget.texts("<", ">");
    }

    @Override
    public String read(byte[] input) {
      String text = new String(input, UTF_8);
      seen.add(text);
      if (text.matches("(?s).*<.*>.*")) {
        bear();
      }
      return text.contains("<") ? "open" : "plain";
    }

    void bear() {
      throw new IndexOutOfBoundsException("a tag");
    }
  }

  /** A target that reads inputs but allocates too much. */
  private static final class Wasteful extends Fragile {
    private byte[] wasted = {};

    @Override
    public long mostBytes() {
      return 1 << 16;
    }

    @Override
    void bear() {
      wasted = new byte[wasted.length + (1 << 20)];
    }
  }

  @Test
  void tellsTheShortestInputOfAFaultAndWhereToKeepIt() {
    assertThatThrownBy(() -> Fuzzer.run(new Fragile(), 10_000))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("fragile: 3c3e.")
        .hasMessageContaining("fragile, with a name that says what it was")
        .hasCauseInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void tellsWhatCostsTooMuch() {
    assertThatThrownBy(() -> Fuzzer.run(new Wasteful(), 10_000))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("fragile: 3c3e.")
        .hasStackTraceContaining("it took");
  }

  @Test
  void givesTheSameInputsEachTime() {
    Fragile first = new Fragile();
    Fragile second = new Fragile();
    assertThat(Fuzzer.run(first, 5)).isEqualTo(Fuzzer.run(second, 5));
    assertThat(second.seen).isEqualTo(first.seen);
  }
}

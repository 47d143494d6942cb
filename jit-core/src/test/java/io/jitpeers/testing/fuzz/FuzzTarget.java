package io.jitpeers.testing.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What reads bytes or texts of others, with inputs to begin with. A test class is the target that
 * it tests. {@link Fuzzer#run} gives it the same inputs in each build; with the profile {@code
 * fuzz} Jazzer looks for others in a JVM of its own, where it is made by its constructor without
 * arguments.
 */
public interface FuzzTarget {
  /** {@return the directory of its corpus below {@code fuzz} among the test resources} */
  String name();

  /** {@return good inputs, and others that lead somewhere} */
  List<byte[]> inputs();

  /** {@return what means something in an input, to be put anywhere} */
  default List<byte[]> words() {
    return List.of();
  }

  /** {@return how long an input may become, in bytes} */
  default int longest() {
    return 8192;
  }

  /** {@return how many bytes an input may cost, beside its own length} */
  default long mostBytes() {
    return 1 << 20;
  }

  /**
   * Reads an input.
   *
   * @param input its own to change
   * @return what came of it, in one of few words: read, or refused and why
   * @throws Exception if the target is at fault: it reads, or refuses
   */
  String read(byte[] input) throws Exception;

  /** {@return texts as inputs or words} */
  static List<byte[]> texts(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  /** {@return inputs of two kinds as one list} */
  static List<byte[]> joined(List<byte[]> first, List<byte[]> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}

package io.jitpeers.testing.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Code that reads external bytes or texts, with inputs to begin with. A test class is the target
 * for the code that it tests. {@link Fuzzer#run} passes it the same inputs in each build. With the
 * profile {@code fuzz}, Jazzer searches for other inputs in a separate JVM, in which the target is
 * created by its constructor without arguments.
 */
public interface FuzzTarget {
  /** {@return the folder of its corpus, below {@code fuzz} among the test resources} */
  String name();

  /** {@return valid inputs, and others that reach further code} */
  List<byte[]> inputs();

  /** {@return byte sequences with a meaning, to be inserted anywhere in an input} */
  default List<byte[]> words() {
    return List.of();
  }

  /** {@return the largest length of an input, in bytes} */
  default int longest() {
    return 8192;
  }

  /**
   * {@return how many bytes an input may make the target allocate, in addition to its own length}
   */
  default long mostBytes() {
    return 1 << 20;
  }

  /**
   * Reads an input.
   *
   * @param input the input, which the target may change
   * @return the result in one of a few words: read, or refused and why
   * @throws Exception if the target has a fault: it should read or refuse each input
   */
  String read(byte[] input) throws Exception;

  /** {@return texts as inputs or words} */
  static List<byte[]> texts(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  /** {@return two lists of inputs as one} */
  static List<byte[]> joined(List<byte[]> first, List<byte[]> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}

package io.jitpeers.testing.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jitpeers.testing.Allocation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Gives a target good inputs, and then those spoilt, over and over. An input after which the target
 * said something new is kept and spoilt further, so that what it says leads deeper; there is no
 * other guide. An exception, or more memory than the target may take, is a fault: its input is made
 * as short as it can be and told in hexadecimal. In the file {@code fuzz/NAME.hex} among the test's
 * resources, one input a line, it is tried again in each run, before everything else.
 *
 * <p>The same inputs each time. More of them with {@code -Djitpeers.fuzz.factor=200}, as the
 * profile {@code fuzz} has it; others with {@code -Djitpeers.fuzz.seed=2}.
 */
public final class Fuzzer {
  private static final int FACTOR = Integer.getInteger("jitpeers.fuzz.factor", 1);
  private static final long SEED = Long.getLong("jitpeers.fuzz.seed", 1);
  private static final int MOST_KEPT = 1_000;

  private final String name;
  private final List<byte[]> pool = new ArrayList<>();
  private final List<byte[]> words = new ArrayList<>();
  private final Map<String, Integer> said = new TreeMap<>();
  private long mostBytes = 1 << 20;
  private int longest = 8192;

  /** What reads an input. */
  @FunctionalInterface
  public interface Target {
    /**
     * Reads an input.
     *
     * @return what came of it, in one of few words: read, or refused and why
     */
    String read(byte[] input) throws Exception;
  }

  private Fuzzer(String name) {
    this.name = name;
  }

  /** Takes the inputs that were kept for a target beside a test. */
  public static Fuzzer of(String name, Class<?> test) {
    Fuzzer fuzzer = new Fuzzer(name);
    try (InputStream in = test.getResourceAsStream("/fuzz/" + name + ".hex")) {
      if (in != null) {
        new String(in.readAllBytes(), UTF_8)
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .forEach(line -> fuzzer.pool.add(HexFormat.of().parseHex(line)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading the corpus of " + name, e);
    }
    return fuzzer;
  }

  /** How many rounds to make where usually so many are made. */
  public static int rounds(int usual) {
    return Math.multiplyExact(usual, FACTOR);
  }

  /** Adds good inputs. */
  public Fuzzer inputs(List<byte[]> inputs) {
    pool.addAll(inputs);
    return this;
  }

  /** Adds good inputs. */
  public Fuzzer texts(String... texts) {
    return inputs(Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList());
  }

  /** Adds what means something in an input, to be put anywhere. */
  public Fuzzer words(String... meaningful) {
    Arrays.stream(meaningful).map(word -> word.getBytes(UTF_8)).forEach(words::add);
    return this;
  }

  /** Sets how many bytes one input may cost: 1 MiB unless told otherwise. */
  public Fuzzer costingAtMost(long bytes) {
    mostBytes = bytes;
    return this;
  }

  /** Sets how long an input may become: 8 KiB unless told otherwise. */
  public Fuzzer upTo(int bytes) {
    longest = bytes;
    return this;
  }

  /**
   * Runs.
   *
   * @param usual how many rounds a build makes
   * @return what the target said, and how often
   */
  public Map<String, Integer> run(int usual, Target target) {
    List<byte[]> inputs = List.copyOf(pool);
    // Twice, for the first time loads classes.
    inputs.forEach(input -> attempt(input, target));
    inputs.forEach(input -> check(input, target, "an input of the corpus"));
    for (int round = 0; round < rounds(usual); round++) {
      SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + round);
      byte[] good = pool.get(random.nextInt(pool.size()));
      byte[] spoilt = new Mutations(random, words, longest).spoil(good, pool);
      check(spoilt, target, "round " + round + " of seed " + SEED);
    }
    return said;
  }

  private void check(byte[] input, Target target, String where) {
    Throwable failure = attempt(input, target);
    if (failure != null) {
      byte[] shrunk = shrink(input, target, failure);
      throw new AssertionError(
          name + ": " + where + " fails on " + HexFormat.of().formatHex(shrunk), failure);
    }
  }

  private Throwable attempt(byte[] input, Target target) {
    String[] word = new String[1];
    Throwable[] failure = new Throwable[1];
    long bytes =
        Allocation.during(
            () -> {
              try {
                word[0] = target.read(input.clone());
              } catch (Throwable e) {
                failure[0] = e;
              }
            });
    if (failure[0] == null && bytes > mostBytes + input.length) {
      // Once more: a class that is loaded, or a table that grows, is not the input's cost.
      bytes = word[0] == null ? bytes : cost(input, target);
      if (bytes > mostBytes + input.length) {
        return new AssertionError("it took " + bytes + " bytes");
      }
    }
    if (failure[0] == null && said.merge(word[0], 1, Integer::sum) == 1) {
      keep(input);
    }
    return failure[0];
  }

  private static long cost(byte[] input, Target target) {
    return Allocation.during(
        () -> {
          try {
            target.read(input.clone());
          } catch (Exception e) {
            throw new IllegalStateException("it did not fail the first time", e);
          }
        });
  }

  private void keep(byte[] input) {
    if (pool.size() < MOST_KEPT) {
      pool.add(input);
    }
  }

  /** Leaves out what the failure does not need. */
  private byte[] shrink(byte[] input, Target target, Throwable failure) {
    byte[] shortest = input;
    for (int size = input.length / 2; size > 0; size /= 2) {
      for (int at = 0; at + size <= shortest.length; ) {
        byte[] shorter = without(shortest, at, size);
        Throwable again = attempt(shorter, target);
        if (again != null && again.getClass() == failure.getClass()) {
          shortest = shorter;
        } else {
          at += size;
        }
      }
    }
    return shortest;
  }

  private static byte[] without(byte[] bytes, int at, int size) {
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - size);
    System.arraycopy(bytes, at + size, shorter, at, bytes.length - at - size);
    return shorter;
  }
}

package io.jitpeers.testing.fuzz;

import io.jitpeers.testing.Allocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Passes valid inputs to a target, and then repeatedly mutated ones. An input with a new result is
 * kept and mutated further, so that the inputs reach deeper. An exception, or more memory than the
 * target may allocate, is a fault. The input of a fault is shortened as far as possible and
 * reported in hexadecimal. If it is stored as a file in {@code src/test/resources/fuzz/NAME}, each
 * later run tries it first.
 *
 * <p>Each run uses the same inputs; {@code -Djitpeers.fuzz.seed=2} gives others. With the profile
 * {@code fuzz}, Jazzer searches for more, guided by the code that they reach: {@link GuidedRun}.
 */
public final class Fuzzer {
  private static final long SECONDS = Long.getLong("jitpeers.fuzz.seconds", 0);
  private static final boolean KEEP = Boolean.getBoolean("jitpeers.fuzz.keep");
  private static final long SEED = Long.getLong("jitpeers.fuzz.seed", 1);
  private static final int MOST_KEPT = 1_000;

  private final FuzzTarget target;
  private final List<byte[]> pool = new ArrayList<>();
  private final Map<String, Integer> said = new TreeMap<>();

  private Fuzzer(FuzzTarget target) {
    this.target = target;
    pool.addAll(Corpus.of(target));
    pool.addAll(target.inputs());
  }

  /**
   * Runs a target.
   *
   * @param rounds the number of mutated inputs
   * @return the results for these, and how often each occurred
   */
  public static Map<String, Integer> run(FuzzTarget target, int rounds) {
    Fuzzer fuzzer = new Fuzzer(target);
    fuzzer.runSeeded(rounds);
    if (SECONDS > 0) {
      fuzzer.runGuided();
    }
    return fuzzer.said;
  }

  private void runGuided() {
    GuidedRun.check();
    GuidedRun guided = new GuidedRun(target);
    Path fault = guided.run(SECONDS);
    if (fault != null) {
      byte[] input = Corpus.read(fault);
      if (fault.getFileName().toString().startsWith("crash")) {
        check(input, "an input that Jazzer found");
      }
      throw new AssertionError(
          "Jazzer found a fault that shows there only, %s of %s Its log is target/fuzz/%s/jazzer.log."
              .formatted(fault.getFileName(), advice(input), target.name()));
    }
    if (KEEP) {
      guided.keep();
    }
  }

  private void runSeeded(int rounds) {
    List<byte[]> inputs = List.copyOf(pool);
    List<byte[]> good = target.inputs();
    // Run twice, because the first time loads classes.
    inputs.forEach(this::attempt);
    inputs.forEach(input -> check(input, "an input of the corpus"));
    for (int round = 0; round < rounds; round++) {
      SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + round);
      // Most of a corpus is refused early, so every second round begins with a valid input.
      List<byte[]> from = round % 2 == 0 ? good : pool;
      byte[] chosen = from.get(random.nextInt(from.size()));
      byte[] spoilt = new Mutations(random, target.words(), target.longest()).spoil(chosen, pool);
      check(spoilt, "round " + round + " of seed " + SEED);
    }
  }

  private void check(byte[] input, String where) {
    Throwable failure = attempt(input);
    if (failure != null) {
      byte[] shrunk = shrink(input, failure);
      throw new AssertionError(where + " is a fault of " + advice(shrunk), failure);
    }
  }

  private String advice(byte[] input) {
    return "%s: %s. Once it is mended, keep these bytes as a file in %s, with a name that says what it was."
        .formatted(target.name(), HexFormat.of().formatHex(input), Corpus.kept(target));
  }

  private Throwable attempt(byte[] input) {
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
    long most = target.mostBytes() + input.length;
    if (failure[0] == null && bytes > most) {
      // Measured once more: loading a class or growing a table is not a cost of the input.
      bytes = cost(input);
      if (bytes > most) {
        return new AssertionError("it took " + bytes + " bytes");
      }
    }
    if (failure[0] == null && said.merge(word[0], 1, Integer::sum) == 1) {
      keep(input);
    }
    return failure[0];
  }

  private long cost(byte[] input) {
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

  /** Removes the parts of an input that the failure does not need. */
  private byte[] shrink(byte[] input, Throwable failure) {
    byte[] shortest = input;
    for (int size = input.length / 2; size > 0; size /= 2) {
      for (int at = 0; at + size <= shortest.length; ) {
        byte[] shorter = without(shortest, at, size);
        Throwable again = attempt(shorter);
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

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
 * Gives a target good inputs, and then those spoilt, over and over. An input after which the target
 * said something new is kept and spoilt further, so that what it says leads deeper. An exception,
 * or more memory than the target may take, is a fault: its input is made as short as it can be and
 * told in hexadecimal. As a file in {@code src/test/resources/fuzz/NAME} it is tried again in each
 * run, before everything else.
 *
 * <p>The same inputs each time; others with {@code -Djitpeers.fuzz.seed=2}. With the profile {@code
 * fuzz}, Jazzer looks for more, guided by what the target executes: {@link GuidedRun}.
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
   * @param rounds how many spoilt inputs to give it
   * @return what the target said to those, and how often
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
    // Twice, for the first time loads classes.
    inputs.forEach(this::attempt);
    inputs.forEach(input -> check(input, "an input of the corpus"));
    for (int round = 0; round < rounds; round++) {
      SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + round);
      // Most of a corpus is refused early, so every other round begins with a good input.
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
      // Once more: a class that is loaded, or a table that grows, is not the input's cost.
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

  /** Leaves out what the failure does not need. */
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

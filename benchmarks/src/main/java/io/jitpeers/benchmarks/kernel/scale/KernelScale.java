package io.jitpeers.benchmarks.kernel.scale;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.kernel.Size;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Compares the netlink store with wg(8), at several numbers of peers. When new peers are installed,
 * nearly all of the time is spent in the kernel and is equal for both sides: the kernel computes a
 * shared secret with each new peer. The overhead of each side is visible when the same peers are
 * installed again.
 */
public final class KernelScale implements Section {
  /** The name of this section of the benchmarks. */
  public static final String NAME = "kernel-scale";

  /**
   * The measurement at one number of peers.
   *
   * @param peers the number of peers
   * @param rounds how often each side does the tasks
   */
  private record Scale(int peers, int rounds) {}

  private static final List<Scale> TINY = List.of(new Scale(50, 1), new Scale(100, 1));
  private static final List<Scale> QUICK = List.of(new Scale(1_000, 5), new Scale(10_000, 3));
  private static final List<Scale> FULL =
      List.of(
          new Scale(1_000, 9), new Scale(10_000, 7), new Scale(100_000, 4), new Scale(500_000, 2));

  private static final int WARM_UP_PEERS = 2_000;
  private static final int WARM_UP_ROUNDS = 20;

  /** Creates the section. */
  public KernelScale() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "Installing, listing and removing peers in the kernel, beside wg(8).";
  }

  /** Returns the id of a figure at a number of peers. */
  static String id(String what, int peers) {
    return NAME + "." + what + "." + peers;
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    Size size = Size.of(effort);
    try (NetNamespace namespace = NetNamespace.create("scale")) {
      namespace.call(
          () -> {
            Turns.warmUp(namespace, WARM_UP_PEERS, size.choose(1, WARM_UP_ROUNDS, WARM_UP_ROUNDS));
            for (Scale scale : size.choose(TINY, QUICK, FULL)) {
              measure(namespace, scale, figures);
            }
            return size;
          });
    }
  }

  private static void measure(NetNamespace namespace, Scale scale, Consumer<Figure> figures)
      throws Exception {
    Path conf = Files.createTempFile(NAME, ".conf");
    Turns turns = new Turns(namespace, conf, scale.peers());
    for (int round = 0; round < scale.rounds(); round++) {
      turns.wg();
      turns.ours();
    }
    Files.delete(conf);
    turns.contest().report(figures);
    figures.accept(
        Figure.of(
            id("listing-heap", scale.peers()),
            NAME,
            String.format(Locale.ROOT, "heap that a listing holds, %,d peers", scale.peers()),
            "B/peer",
            Better.LOWER,
            List.of(Math.max(0, turns.listingHeap()))));
  }
}

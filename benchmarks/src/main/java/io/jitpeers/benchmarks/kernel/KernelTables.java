package io.jitpeers.benchmarks.kernel;

import io.jitpeers.benchmarks.kernel.failover.Failover;
import io.jitpeers.benchmarks.kernel.firstreply.Cell;
import io.jitpeers.benchmarks.kernel.firstreply.FirstReply;
import io.jitpeers.benchmarks.kernel.start.StartInKernel;
import io.jitpeers.benchmarks.kernel.sweep.Sweep;
import io.jitpeers.benchmarks.report.MarkdownTable;
import io.jitpeers.benchmarks.report.Numbers;
import io.jitpeers.benchmarks.report.ReadmeTable;
import io.jitpeers.benchmarks.report.Results;
import io.jitpeers.kerneltests.gateway.ways.Way;
import io.jitpeers.kerneltests.gateway.world.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** The tables of the kernel sections, for README and docs. They need the results of a full run. */
public final class KernelTables {
  private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000, 500_000);

  private KernelTables() {}

  /**
   * Returns the tables {@code first-reply, first-client, first-packet, wg, sweep, failover} and
   * {@code gateway-start}.
   */
  public static List<ReadmeTable> all() {
    return List.of(
        ReadmeTable.of("first-reply", KernelTables::firstReply),
        ReadmeTable.of("first-client", KernelTables::firstClient),
        ReadmeTable.of("first-packet", BudgetTable::render),
        ReadmeTable.of("wg", KernelTables::wg),
        ReadmeTable.of("sweep", KernelTables::sweep),
        ReadmeTable.of("failover", KernelTables::failover),
        ReadmeTable.of("gateway-start", KernelTables::gatewayStart));
  }

  /** Returns a table whose cells show the times for IPv4 and IPv6, separated by a slash. */
  private static Object firstReply(Results results) {
    List<String> head = new ArrayList<>(List.of(""));
    FirstReply.ROUND_TRIPS.forEach(time -> head.add("RTT " + time.toMillis() + " ms"));
    MarkdownTable table = new MarkdownTable(head.toArray(String[]::new));
    for (Way way : Way.values()) {
      List<String> row = new ArrayList<>(List.of(way.toString()));
      for (Duration time : FirstReply.ROUND_TRIPS) {
        row.add(
            whole(results, new Cell(way, time, Family.IPV4).id())
                + " / "
                + whole(results, new Cell(way, time, Family.IPV6).id()));
      }
      table.row(row.toArray(String[]::new));
    }
    return table;
  }

  private static String whole(Results results, String id) {
    return String.format(Locale.ROOT, "%,.0f", results.figure(id).value());
  }

  private static Object firstClient(Results results) {
    return new MarkdownTable("", "first reply")
        .row(
            "first client after \"gateway started\"",
            whole(results, FirstReply.AFTER_START) + " ms")
        .row(
            "a client of a gateway that has served others",
            whole(results, new Cell(Way.REPLAY_PCAP, Duration.ZERO, Family.IPV4).id()) + " ms");
  }

  /**
   * Returns a table of wg(8)'s time and this library's time, in µs per peer, and their ratio. The
   * last row shows the heap of a listing.
   */
  private static Object wg(Results results) {
    MarkdownTable table = bySize("µs a peer: wg(8) / JIT Peers (ratio)", SIZES);
    table.row(work(results, "install", "install (`wg addconf`)"));
    table.row(work(results, "install-again", "install again what is there"));
    table.row(work(results, "list", "list (`wg show wg0 dump`), from the third listing on"));
    table.row(work(results, "remove", "remove a fifth (`wg set … remove`, 3,000 a command)"));
    List<String> heap = new ArrayList<>(List.of("heap that a listing holds, B a peer"));
    for (int size : SIZES) {
      heap.add(whole(results, "kernel-scale.listing-heap." + size));
    }
    return table.row(heap.toArray(String[]::new));
  }

  /** Returns an empty table with a column for each number of peers. */
  private static MarkdownTable bySize(String first, List<Integer> sizes) {
    List<String> head = new ArrayList<>(List.of(first));
    sizes.forEach(size -> head.add(String.format(Locale.ROOT, "%,d peers", size)));
    return new MarkdownTable(head.toArray(String[]::new));
  }

  private static String[] work(Results results, String work, String title) {
    List<String> row = new ArrayList<>(List.of(title));
    for (int size : SIZES) {
      String id = "kernel-scale." + work + "." + size;
      row.add(
          Numbers.of(results.figure(id + ".wg").value())
              + " / "
              + Numbers.of(results.figure(id + ".ours").value())
              + " ("
              + Numbers.ratio(results.ratio(id + ".ours"))
              + ")");
    }
    return row.toArray(String[]::new);
  }

  private static Object sweep(Results results) {
    return bySize("", Sweep.SIZES)
        .row(
            sweepRow(
                "first packet to installed peer while nothing else goes on, median / p99",
                size -> medianAndHigh(results, size, "calm")))
        .row(
            sweepRow(
                "first packet to installed peer while 5,000 peers are evicted, median / p99",
                size -> medianAndHigh(results, size, "evicting")))
        .row(
            sweepRow(
                "a sweep that evicts 5,000 peers, for each of them",
                size -> Numbers.of(results.figure(Sweep.id(size, "eviction")).value(), "µs")))
        .row(
            sweepRow(
                "allocated by a sweep that evicts nobody, for each peer",
                size -> Numbers.of(results.figure(Sweep.id(size, "allocated")).value(), "B")));
  }

  private static String[] sweepRow(String title, IntFunction<String> cell) {
    List<String> row = new ArrayList<>(List.of(title));
    Sweep.SIZES.forEach(size -> row.add(cell.apply(size)));
    return row.toArray(String[]::new);
  }

  private static String medianAndHigh(Results results, int size, String when) {
    return Numbers.of(results.figure(Sweep.id(size, "p50." + when)).value())
        + " / "
        + Numbers.of(results.figure(Sweep.id(size, "p99." + when)).value(), "ms");
  }

  private static Object failover(Results results) {
    return new MarkdownTable("for how long traffic is interrupted", "median", "p99")
        .row(
            interruption(
                results, "a gateway is killed, its clients go to another one", Failover.KILLED))
        .row(
            interruption(
                results,
                "a gateway is killed, its clients go to another one, without recovery of sessions",
                Failover.KILLED_WITHOUT))
        .row(
            interruption(
                results,
                "a gateway is killed: from the move of its clients to another gateway until a"
                    + " private host's routes to all of them lead to that gateway",
                Failover.FOLLOWED))
        .row(interruption(results, "a peer is evicted whose session is alive", Failover.EVICTED))
        .row(
            interruption(
                results, "until no gateway has a peer that was revoked", Failover.REVOKED));
  }

  private static String[] interruption(Results results, String title, String id) {
    return new String[] {
      title, whole(results, id + ".p50") + " ms", whole(results, id + ".p99") + " ms"
    };
  }

  private static Object gatewayStart(Results results) {
    return new MarkdownTable("", "time")
        .row("`java -version`", whole(results, StartInKernel.JVM) + " ms")
        .row(
            "`gateway`, to its line \"gateway started\"",
            whole(results, StartInKernel.GATEWAY) + " ms");
  }
}

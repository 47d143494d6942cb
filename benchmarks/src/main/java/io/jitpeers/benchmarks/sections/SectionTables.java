package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.report.MarkdownTable;
import io.jitpeers.benchmarks.report.Numbers;
import io.jitpeers.benchmarks.report.ReadmeTable;
import io.jitpeers.benchmarks.report.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The tables of the sections in this package, for README and docs. */
public final class SectionTables {
  private static final String WIREGUARD_GO = "crypto.open.known.wireguard-go";
  private static final double MICROSECOND = 1e3;
  private static final double SECOND = 1e9;
  private static final double MILLION = 1e6;

  private SectionTables() {}

  /**
   * Returns the tables {@code machine, opening, flood, pipeline, memory, start} and {@code http}.
   */
  public static List<ReadmeTable> all() {
    return List.of(
        ReadmeTable.of("machine", SectionTables::machine),
        ReadmeTable.of("opening", SectionTables::opening),
        ReadmeTable.of("flood", SectionTables::flood),
        ReadmeTable.of("pipeline", SectionTables::pipeline),
        ReadmeTable.of("memory", SectionTables::memory),
        ReadmeTable.of("start", SectionTables::start),
        ReadmeTable.of("http", SectionTables::http));
  }

  private static Object machine(Results results) {
    return "Measured on %s: %s."
        .formatted(
            results.environment().date().toString().substring(0, 10),
            results.environment().describe());
  }

  /**
   * Returns the table of the times to open an initiation. If the results have no figures of
   * wireguard-go, as old results do, the table has no row and no column for wireguard-go.
   */
  private static Object opening(Results results) {
    Optional<Figure> go = results.find(WIREGUARD_GO);
    MarkdownTable table =
        new MarkdownTable(
            cells(
                go.map(figure -> "known key ÷ wireguard-go's"),
                "X25519 by",
                "one operation",
                "known key",
                "new key",
                "allocated, known / new key"));
    Optional<String> none = go.map(figure -> "");
    String openssl = micros(results, "crypto.x25519.openssl");
    table.row(cells(none, "`openssl speed`", openssl, "", "", ""));
    if (go.isPresent()) {
      table.row(cells(none, openedByGo(results)));
    }
    return table
        .row(openedBy(results, "Bouncy Castle", "bouncycastle", ""))
        .row(openedBy(results, "OpenSSL, through JNA", "libcrypto", ".libcrypto"))
        .row(openedBy(results, "Conscrypt", "conscrypt", ".conscrypt"));
  }

  /** Returns the cells of a row, with the optional cell behind the third. */
  private static String[] cells(Optional<String> fourth, String... cells) {
    List<String> row = new ArrayList<>(List.of(cells));
    fourth.ifPresent(cell -> row.add(3, cell));
    return row.toArray(String[]::new);
  }

  private static String[] openedByGo(Results results) {
    double operation = results.figure("crypto.x25519.wireguard-go").value();
    double known = results.figure(WIREGUARD_GO).value();
    return new String[] {
      "Go, in wireguard-go",
      micros(results, "crypto.x25519.wireguard-go"),
      micros(results, WIREGUARD_GO) + " (" + Numbers.ratio(known / operation) + ")",
      "",
      bytes(results, WIREGUARD_GO)
    };
  }

  /**
   * Returns the row of an X25519 implementation. The time to open an initiation is followed by its
   * ratio to the time of one X25519 operation of the same implementation.
   */
  private static String[] openedBy(Results results, String title, String bare, String suffix) {
    String known = "crypto.open.known" + suffix;
    String unknown = "crypto.open.new" + suffix;
    double time = results.figure(known).value();
    return cells(
        results.find(WIREGUARD_GO).map(go -> Numbers.ratio(time / go.value())),
        title,
        micros(results, "crypto.x25519." + bare),
        withRatio(results, known),
        withRatio(results, unknown),
        bytes(results, known) + " / " + bytes(results, unknown));
  }

  private static String withRatio(Results results, String id) {
    return micros(results, id) + " (" + Numbers.ratio(results.ratio(id)) + ")";
  }

  private static Object flood(Results results) {
    String beside = ", " + Numbers.ratio(results.ratio("crypto.file.reject")) + " times tcpdump's";
    return new MarkdownTable("", "time", "a second", "allocated")
        .row(rejected(results, "MAC1 one by one", "crypto.mac1.single", ""))
        .row(rejected(results, "MAC1 in batches of 256", "crypto.mac1.batch", ""))
        .row(
            rejected(
                results,
                "decode a frame and refuse it by MAC1, in batches, from memory",
                "crypto.frame.reject",
                ""))
        .row(
            rejected(
                results,
                "decode a frame and refuse it by MAC1, in batches, from a capture file, through"
                    + " libpcap and a whole orchestrator",
                "crypto.file.reject",
                beside))
        .row(
            "`tcpdump -r FILE -w /dev/null` with the same filter",
            Numbers.of(results.figure("crypto.file.tcpdump").value(), "ns"),
            perSecond(results, "crypto.file.tcpdump"),
            "");
  }

  private static String[] rejected(Results results, String title, String id, String note) {
    return new String[] {
      title,
      Numbers.of(results.figure(id).value(), "ns") + note,
      perSecond(results, id),
      bytes(results, id)
    };
  }

  /**
   * Returns the table of the pipeline. If the results have no figures of recorded peers, as old
   * results do, the table lacks the rows for these figures.
   */
  private static Object pipeline(Results results) {
    MarkdownTable table =
        new MarkdownTable("", "one core", "two cores")
            .row(both("open initiations, nothing else", id -> rate(results, id + "open")))
            .row(
                both(
                    "datagram in to peer installed",
                    id ->
                        "%s, %s of the rate of opened initiations"
                            .formatted(
                                rate(results, id + "installed"),
                                Numbers.ratio(results.ratio(id + "installed")))))
            .row(
                both(
                    "a first packet alone, median / p99",
                    id -> times(results, id + "first-packet")));
    if (results.find("pipeline.1core.recorded").isPresent()) {
      table.row(
          both(
              "datagram in to peer installed, with a journal",
              id ->
                  "%s, %s of the rate without a journal"
                      .formatted(
                          rate(results, id + "recorded"),
                          Numbers.ratio(results.ratio(id + "recorded")))));
      table.row(
          both(
              "a first packet alone with a journal, median / p99",
              id -> times(results, id + "recorded")));
    }
    return table;
  }

  private static String times(Results results, String id) {
    return "%s / %s µs"
        .formatted(
            Numbers.of(results.figure(id + ".p50").value()),
            Numbers.of(results.figure(id + ".p99").value()));
  }

  private static String[] both(String title, Function<String, String> cell) {
    return new String[] {title, cell.apply("pipeline.1core."), cell.apply("pipeline.2core.")};
  }

  private static Object memory(Results results) {
    MarkdownTable table = new MarkdownTable("", "heap");
    for (FilledGateway.Kind kind : FilledGateway.Kind.values()) {
      table.row(
          MemorySection.title(kind),
          Numbers.of(results.figure(MemorySection.id(kind)).value(), "B"));
    }
    return table;
  }

  private static Object start(Results results) {
    return new MarkdownTable("", "time", "ratio")
        .row("a JVM that says hello", milliseconds(results, "start.hello"), "")
        .row(
            "`java -jar examples/target/jit-examples.jar quickstart`",
            milliseconds(results, "start.quickstart"),
            Numbers.ratio(results.ratio("start.quickstart")));
  }

  /**
   * Returns the table of lookups over HTTP. If the results have no figures of {@code wrk} or of the
   * fixed rate, as old results do, the table lacks the row for these figures.
   */
  private static Object http(Results results) {
    MarkdownTable table =
        new MarkdownTable("", "lookups a second", "p99")
            .row(lookups(results, "a server that gives one answer", "http.constant"));
    String beside = "";
    if (results.find("http.wrk.rate").isPresent()) {
      table.row(lookups(results, "`wrk`, at the reference control plane", "http.wrk"));
      beside = ", " + Numbers.ratio(results.ratio("http.control-plane.rate")) + " of `wrk`'s";
    }
    String[] ours = lookups(results, "the reference control plane", "http.control-plane");
    table.row(ours[0], ours[1] + beside, ours[2]);
    if (results.find("http.paced.p99").isPresent()) {
      table.row(
          "the reference control plane, at a fixed rate; median / p99",
          "1,000",
          "%s / %s, %s times the median"
              .formatted(
                  milliseconds(results, "http.paced.p50"),
                  milliseconds(results, "http.paced.p99"),
                  Numbers.ratio(results.ratio("http.paced.p99"))));
    }
    return table;
  }

  private static String[] lookups(Results results, String title, String id) {
    return new String[] {
      title, Numbers.of(results.figure(id + ".rate").value()), milliseconds(results, id + ".p99")
    };
  }

  private static String rate(Results results, String id) {
    return Numbers.of(results.figure(id).value(), "a second");
  }

  private static String perSecond(Results results, String id) {
    return Numbers.of(SECOND / results.figure(id).value() / MILLION, "million");
  }

  private static String micros(Results results, String id) {
    return Numbers.of(results.figure(id).value() / MICROSECOND, "µs");
  }

  private static String milliseconds(Results results, String id) {
    return Numbers.of(results.figure(id).value(), "ms");
  }

  private static String bytes(Results results, String id) {
    return String.format(
        Locale.ROOT, "%,d B", Math.round(results.figure(id + ".allocated").value()));
  }
}

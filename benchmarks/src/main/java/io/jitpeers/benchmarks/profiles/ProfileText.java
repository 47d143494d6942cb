package io.jitpeers.benchmarks.profiles;

import io.jitpeers.benchmarks.profiles.Frame.Kind;
import io.jitpeers.benchmarks.profiles.Shares.Share;
import io.jitpeers.benchmarks.report.MarkdownTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The Markdown text about one profile: its flame graph, and tables that show the shares of threads,
 * packages and methods in all samples (or in all allocated bytes).
 */
final class ProfileText {
  private static final int ROWS = 12;
  private static final double LEAST = 0.01;
  private static final double LEAST_SHOWN = 0.0005;

  private ProfileText() {}

  /**
   * Returns the text.
   *
   * @param date the day, the commit and the machine of the profile, as a text to show
   */
  static String of(Profile profile, List<Stack> stacks, String date) {
    Breakdown breakdown = Breakdown.of(stacks);
    List<String> parts = new ArrayList<>();
    parts.add("## " + profile.name());
    parts.add(
        String.format(
            Locale.ROOT,
            "%s %,d %s; %s.",
            profile.description(),
            breakdown.whole(),
            profile.event().unit(),
            date));
    parts.add("[![flame graph](" + profile.file() + ")](" + profile.file() + ")");
    parts.add(table("thread", breakdown.threads()));
    parts.add(parts(breakdown, profile.event()));
    if (profile.event() == Event.ALLOCATION) {
      parts.add(table("type of the object", breakdown.types()));
      parts.add(table("method that allocates", breakdown.methods()));
    } else {
      parts.add(table("method or function that runs", breakdown.methods()));
    }
    if (!breakdown.entries().largest(1, LEAST).isEmpty()) {
      parts.add(table("entry of the kernel", breakdown.entries()));
    }
    return String.join("\n\n", parts) + "\n";
  }

  private static String table(String what, Shares shares) {
    MarkdownTable table = new MarkdownTable(what, "share");
    for (Share share : shares.largest(ROWS, LEAST)) {
      table.row(code(share.name()), percent(share.part()));
    }
    return table.toString();
  }

  private static String parts(Breakdown breakdown, Event event) {
    String what = "package whose work it is";
    if (event == Event.ALLOCATION) {
      return table(what, breakdown.parts());
    }
    MarkdownTable table =
        new MarkdownTable(what, "share", "in Java", "in native code", "in the kernel");
    for (Share share : breakdown.parts().largest(ROWS, LEAST)) {
      table.row(
          code(share.name()),
          percent(share.part()),
          percent(breakdown.share(share.name(), Kind.JAVA)),
          percent(breakdown.share(share.name(), Kind.NATIVE)),
          percent(breakdown.share(share.name(), Kind.KERNEL)));
    }
    return table.toString();
  }

  private static String code(String name) {
    return name.startsWith("(") ? name : "`" + name.replace("|", "\\|") + "`";
  }

  private static String percent(double part) {
    return part < LEAST_SHOWN ? "" : String.format(Locale.ROOT, "%.1f %%", part * 100);
  }
}

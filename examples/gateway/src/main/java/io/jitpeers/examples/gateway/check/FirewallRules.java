package io.jitpeers.examples.gateway.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The firewall rules that concern an NFQUEUE, in the output of {@code nft -j -t list ruleset}, as
 * described in libnftables-json(5).
 *
 * @param feeds whether a rule sends packets to the queue, or may send packets to it because the
 *     rule chooses the queue separately for each packet
 * @param bypasses whether every such rule lets packets pass while no process has bound the queue
 * @param ofIptables whether there are iptables rules, which nft lists without details
 */
record FirewallRules(boolean feeds, boolean bypasses, boolean ofIptables) {
  // Matches field names. It cannot match inside a text, such as a comment, where quotes are
  // escaped.
  private static final Pattern QUEUE = Pattern.compile("\"queue\"\\s*:");
  private static final Pattern OF_IPTABLES = Pattern.compile("\"xt\"\\s*:");

  private static final Pattern NUMBER = Pattern.compile("\"num\"\\s*:\\s*(\\d{1,5})\\b");
  private static final Pattern RANGE =
      Pattern.compile(
          "\"num\"\\s*:\\s*\\{\\s*\"range\"\\s*:\\s*\\[\\s*(\\d{1,5})\\s*,\\s*(\\d{1,5})\\s*]");
  private static final String BYPASS = "\"bypass\"";

  static FirewallRules of(String ruleset, int queue) {
    boolean feeds = false;
    boolean bypasses = true;
    Matcher statements = QUEUE.matcher(ruleset);
    while (statements.find()) {
      String statement = value(ruleset, statements.end());
      if (mayQueueTo(statement, queue)) {
        feeds = true;
        bypasses &= statement.contains(BYPASS);
      }
    }
    return new FirewallRules(feeds, bypasses, OF_IPTABLES.matcher(ruleset).find());
  }

  /**
   * Returns the JSON value that begins at an index. The value is either an object, which is
   * returned without its closing brace, or {@code null}.
   */
  private static String value(String ruleset, int from) {
    int depth = 0;
    for (int i = from; i < ruleset.length(); i++) {
      char c = ruleset.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth < 0 || (depth == 0 && (c == '}' || c == ','))) {
        return ruleset.substring(from, i);
      }
    }
    return ruleset.substring(from);
  }

  private static boolean mayQueueTo(String statement, int queue) {
    Matcher number = NUMBER.matcher(statement);
    if (number.find()) {
      return Integer.parseInt(number.group(1)) == queue;
    }
    if (!statement.contains("\"num\"")) {
      return queue == 0;
    }
    Matcher range = RANGE.matcher(statement);
    if (!range.find()) {
      return true;
    }
    return Integer.parseInt(range.group(1)) <= queue && queue <= Integer.parseInt(range.group(2));
  }
}

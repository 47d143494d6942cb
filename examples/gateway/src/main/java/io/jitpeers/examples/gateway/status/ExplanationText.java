package io.jitpeers.examples.gateway.status;

import static java.util.stream.Collectors.joining;

import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.explain.LastAnswer;
import io.jitpeers.explain.PastInitiations;
import io.jitpeers.explain.PeerExplanation;
import io.jitpeers.wireguard.IpPrefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the explanation of a peer as text, for people. The first line says what would happen to
 * the peer's next initiation.
 */
final class ExplanationText {
  private final PeerExplanation explanation;
  private final List<String> lines = new ArrayList<>();

  private ExplanationText(PeerExplanation explanation) {
    this.explanation = explanation;
  }

  static String of(String interfaceName, PeerExplanation explanation) {
    ExplanationText text = new ExplanationText(explanation);
    text.write(interfaceName);
    return String.join("\n", text.lines);
  }

  private void write(String interfaceName) {
    String sentence = explanation.next().sentence();
    lines.add(sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1) + ".");
    lines.add("peer: " + explanation.key().toBase64() + (explanation.pinned() ? " (pinned)" : ""));
    resident(interfaceName);
    answer();
    explanation
        .newestTimestamp()
        .ifPresent(
            newest ->
                lines.add(
                    "newest timestamp: "
                        + newest.toInstant().map(ExplanationText::time).orElse(newest.toString())));
    initiations();
    unproved();
  }

  private void resident(String interfaceName) {
    ResidentPeer peer = explanation.resident().orElse(null);
    if (peer == null) {
      lines.add("on " + interfaceName + ": no" + (explanation.provisioning() ? ", not yet" : ""));
      return;
    }
    Duration handshake = peer.sinceHandshake();
    InetSocketAddress endpoint = peer.endpoint();
    lines.add(
        "on "
            + interfaceName
            + ": since "
            + time(explanation.at().minus(peer.sinceInstalled()))
            + ", "
            + label(peer.origin())
            + (endpoint == null ? "" : ", at " + Endpoints.text(endpoint)));
    lines.add(
        "latest handshake: "
            + (handshake == null ? "never" : time(explanation.at().minus(handshake))));
    lines.add("transfer: " + peer.rxBytes() + " B received, " + peer.txBytes() + " B sent");
    lines.add("allowed ips: " + prefixes(explanation.deviceAllowedIps()));
  }

  private void answer() {
    LastAnswer answer = explanation.answer().orElse(null);
    if (answer == null) {
      lines.add("control plane: no answer is remembered");
      return;
    }
    StringBuilder line = new StringBuilder("control plane: ").append(label(answer.kind()));
    answer.at().ifPresent(at -> line.append(" at ").append(time(at)));
    answer.reason().ifPresent(reason -> line.append(" (").append(reason).append(")"));
    answer.freshUntil().ifPresent(until -> line.append(", fresh until ").append(time(until)));
    answer.expiresAt().ifPresent(at -> line.append(", expires at ").append(time(at)));
    if (answer.allowedIpCount() > 0) {
      int more = answer.allowedIpCount() - answer.allowedIps().size();
      line.append(", allowed ips ").append(prefixes(answer.allowedIps()));
      line.append(more > 0 ? " and " + more + " more" : "");
      line.append(answer.hasPresharedKey() ? ", a preshared key" : ", no preshared key");
    }
    lines.add(line.toString());
  }

  private void initiations() {
    if (explanation.initiations().isEmpty()) {
      lines.add(
          "initiations: none"
              + (!explanation.remembering()
                  ? ", because explain.peers=0 remembers none"
                  : explanation.forgottenPeers() == 0
                      ? " since the gateway started"
                      : " remembered"));
      return;
    }
    lines.add("initiations, the latest first:");
    for (PastInitiations past : explanation.initiations()) {
      lines.add(
          "  "
              + time(past.latest())
              + "  "
              + past.outcome().label()
              + (past.count() == 1 ? "" : " x" + past.count() + " since " + time(past.first()))
              + ", from "
              + Endpoints.text(past.source())
              + past.clockDifference().map(ExplanationText::clock).orElse(""));
      lines.add("    " + past.reason());
    }
  }

  private void unproved() {
    Map<Outcome, Long> counts = new TreeMap<>(explanation.unproved());
    counts.values().removeIf(count -> count == 0);
    lines.add(
        "packets of all clients that failed before a key was proved, which are not listed above: "
            + (counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                    .map(entry -> entry.getKey().label() + " " + entry.getValue())
                    .collect(joining(", "))));
  }

  /**
   * Returns a clock difference as text; empty if it is so small that the network or a rounded
   * timestamp can explain it.
   */
  private static String clock(Duration difference) {
    if (difference.abs().compareTo(Duration.ofSeconds(1)) < 0) {
      return "";
    }
    Duration size = difference.abs();
    String amount =
        size.toDays() > 0
            ? size.toDays() + " d " + size.toHoursPart() + " h"
            : size.toHours() > 0
                ? size.toHours() + " h " + size.toMinutesPart() + " min"
                : size.toSeconds() + " s";
    return ", clock " + amount + (difference.isNegative() ? " behind" : " ahead");
  }

  private static String prefixes(List<IpPrefix> prefixes) {
    return prefixes.isEmpty()
        ? "(none)"
        : prefixes.stream().map(IpPrefix::toString).collect(joining(", "));
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

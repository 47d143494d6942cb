package io.jitpeers.spring;

import io.jitpeers.explain.LastAnswer;
import io.jitpeers.explain.PastInitiations;
import io.jitpeers.explain.PeerExplanation;
import io.jitpeers.wireguard.Tai64n;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Converts a {@link PeerExplanation} to maps that every version of Jackson serializes in the same
 * way.
 */
final class ExplanationReport {
  private ExplanationReport() {}

  /** Returns the explanation as a map. Times are in ISO 8601 form; absent values are left out. */
  static Map<String, Object> of(PeerExplanation explanation) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("publicKey", explanation.key().toBase64());
    report.put("at", explanation.at().toString());
    Map<String, Object> next = new LinkedHashMap<>();
    next.put("prospect", EndpointReport.label(explanation.next().prospect()));
    next.put("hopeful", explanation.next().prospect().hopeful());
    next.put("sentence", explanation.next().sentence());
    put(next, "until", explanation.next().until());
    report.put("next", next);
    put(report, "resident", explanation.resident().map(EndpointReport::peer));
    report.put(
        "deviceAllowedIps", explanation.deviceAllowedIps().stream().map(Object::toString).toList());
    report.put("pinned", explanation.pinned());
    report.put("provisioning", explanation.provisioning());
    report.put(
        "initiations", explanation.initiations().stream().map(ExplanationReport::past).toList());
    report.put("remembering", explanation.remembering());
    report.put("forgottenPeers", explanation.forgottenPeers());
    put(report, "newestTimestamp", explanation.newestTimestamp().flatMap(Tai64n::toInstant));
    put(
        report,
        "newestTimestampAheadSeconds",
        explanation.newestTimestampAhead().map(EndpointReport::seconds));
    put(report, "answer", explanation.answer().map(ExplanationReport::answer));
    report.put("unproved", EndpointReport.counts(explanation.unproved()));
    return report;
  }

  private static Map<String, Object> past(PastInitiations past) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("outcome", EndpointReport.label(past.outcome()));
    report.put("reason", past.reason());
    report.put("count", past.count());
    report.put("first", past.first().toString());
    report.put("latest", past.latest().toString());
    report.put("source", EndpointReport.text(past.source()));
    put(report, "clockDifferenceSeconds", past.clockDifference().map(EndpointReport::seconds));
    return report;
  }

  private static Map<String, Object> answer(LastAnswer answer) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("kind", EndpointReport.label(answer.kind()));
    put(report, "at", answer.at());
    put(report, "reason", answer.reason());
    put(report, "freshUntil", answer.freshUntil());
    put(report, "usableUntil", answer.usableUntil());
    report.put("allowedIps", answer.allowedIps().stream().map(Object::toString).toList());
    report.put("allowedIpCount", answer.allowedIpCount());
    report.put("hasPresharedKey", answer.hasPresharedKey());
    put(report, "expiresAt", answer.expiresAt());
    return report;
  }

  /**
   * Puts a value into the report, if the value is present. Maps and numbers are put unchanged; all
   * other values are put as text.
   */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  private static void put(Map<String, Object> report, String name, Optional<?> value) {
    value.ifPresent(
        it -> report.put(name, it instanceof Map || it instanceof Number ? it : it.toString()));
  }
}

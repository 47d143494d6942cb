package io.jitpeers.examples.gateway.status;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.explain.LastAnswer;
import io.jitpeers.explain.PastInitiations;
import io.jitpeers.explain.PeerExplanation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the explanation of a peer as JSON, for programs. docs/explain.md documents the format. */
final class ExplanationJson {
  private static final double MILLIS = 1000;

  private final JsonGenerator json;
  private final PeerExplanation explanation;

  private ExplanationJson(JsonGenerator json, PeerExplanation explanation) {
    this.json = json;
    this.explanation = explanation;
  }

  static String of(PeerExplanation explanation) {
    return JsonText.of(json -> new ExplanationJson(json, explanation).write());
  }

  private void write() throws IOException {
    json.writeStartObject();
    json.writeStringField("key", explanation.key().toBase64());
    json.writeStringField("at", explanation.at().toString());
    json.writeObjectFieldStart("next");
    json.writeStringField("prospect", label(explanation.next().prospect()));
    json.writeBooleanField("hopeful", explanation.next().prospect().hopeful());
    json.writeStringField("sentence", explanation.next().sentence());
    time("until", explanation.next().until());
    json.writeEndObject();
    resident();
    json.writeBooleanField("pinned", explanation.pinned());
    json.writeBooleanField("provisioning", explanation.provisioning());
    initiations();
    json.writeBooleanField("remembering", explanation.remembering());
    json.writeNumberField("forgotten_peers", explanation.forgottenPeers());
    text("newest_timestamp", explanation.newestTimestamp().map(ExplanationJson::timestamp));
    seconds("newest_timestamp_ahead_seconds", explanation.newestTimestampAhead());
    answer();
    json.writeObjectFieldStart("unproved");
    for (Map.Entry<Outcome, Long> entry : new TreeMap<>(explanation.unproved()).entrySet()) {
      json.writeNumberField(entry.getKey().label(), entry.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void resident() throws IOException {
    ResidentPeer peer = explanation.resident().orElse(null);
    json.writeFieldName("resident");
    if (peer == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("state", label(peer.state()));
    json.writeStringField("origin", label(peer.origin()));
    time("since", Optional.of(explanation.at().minus(peer.sinceInstalled())));
    time("latest_handshake", ago(peer.sinceHandshake()));
    seconds("idle_seconds", Optional.of(peer.idle()));
    json.writeNumberField("rx_bytes", peer.rxBytes());
    json.writeNumberField("tx_bytes", peer.txBytes());
    InetSocketAddress endpoint = peer.endpoint();
    text("endpoint", Optional.ofNullable(endpoint).map(Endpoints::text));
    seconds("expires_in_seconds", Optional.ofNullable(peer.untilExpiry()));
    prefixes("allowed_ips", explanation.deviceAllowedIps());
    json.writeEndObject();
  }

  private Optional<Instant> ago(@Nullable Duration age) {
    return Optional.ofNullable(age).map(explanation.at()::minus);
  }

  private void initiations() throws IOException {
    json.writeArrayFieldStart("initiations");
    for (PastInitiations past : explanation.initiations()) {
      json.writeStartObject();
      json.writeStringField("outcome", past.outcome().label());
      json.writeStringField("reason", past.reason());
      json.writeNumberField("count", past.count());
      time("first", Optional.of(past.first()));
      time("latest", Optional.of(past.latest()));
      json.writeStringField("source", Endpoints.text(past.source()));
      seconds("clock_difference_seconds", past.clockDifference());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void answer() throws IOException {
    LastAnswer answer = explanation.answer().orElse(null);
    json.writeFieldName("answer");
    if (answer == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("kind", label(answer.kind()));
    time("at", answer.at());
    text("reason", answer.reason());
    time("fresh_until", answer.freshUntil());
    time("usable_until", answer.usableUntil());
    prefixes("allowed_ips", answer.allowedIps());
    json.writeNumberField("allowed_ip_count", answer.allowedIpCount());
    json.writeBooleanField("preshared_key_present", answer.hasPresharedKey());
    time("expires_at", answer.expiresAt());
    json.writeEndObject();
  }

  private static String timestamp(Tai64n timestamp) {
    return timestamp.toInstant().map(Instant::toString).orElseGet(timestamp::toString);
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private void prefixes(String field, List<IpPrefix> prefixes) throws IOException {
    json.writeArrayFieldStart(field);
    for (IpPrefix prefix : prefixes) {
      json.writeString(prefix.toString());
    }
    json.writeEndArray();
  }

  private void time(String field, Optional<Instant> time) throws IOException {
    text(field, time.map(Instant::toString));
  }

  private void text(String field, Optional<String> text) throws IOException {
    json.writeFieldName(field);
    json.writeString(text.orElse(null));
  }

  private void seconds(String field, Optional<Duration> duration) throws IOException {
    json.writeFieldName(field);
    if (duration.isPresent()) {
      json.writeNumber(duration.get().toMillis() / MILLIS);
    } else {
      json.writeNull();
    }
  }
}

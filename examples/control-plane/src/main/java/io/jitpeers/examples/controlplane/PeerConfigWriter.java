package io.jitpeers.examples.controlplane;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Writes version 1 of the JSON form of a peer config. Stateless and thread-safe. */
final class PeerConfigWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private PeerConfigWriter() {}

  static byte[] write(PeerConfig config) throws IOException {
    return write(config, false);
  }

  /**
   * Writes a config with {@code "preshared_key": true} in place of a preshared key. Readers refuse
   * that value.
   */
  static byte[] writeWithoutSecrets(PeerConfig config) throws IOException {
    return write(config, true);
  }

  private static byte[] write(PeerConfig config, boolean secretsHidden) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", 1);
      json.writeStringField("public_key", config.publicKey().toBase64());
      json.writeArrayFieldStart("allowed_ips");
      for (IpPrefix prefix : config.allowedIps()) {
        json.writeString(prefix.toString());
      }
      json.writeEndArray();
      if (config.presharedKey().isPresent()) {
        writePresharedKey(json, config.presharedKey().get(), secretsHidden);
      }
      writeOptional(json, config);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void writePresharedKey(JsonGenerator json, PresharedKey key, boolean hidden)
      throws IOException {
    if (hidden) {
      json.writeBooleanField("preshared_key", true);
    } else {
      json.writeStringField("preshared_key", Base64.getEncoder().encodeToString(key.toBytes()));
    }
  }

  private static void writeOptional(JsonGenerator json, PeerConfig config) throws IOException {
    Optional<InetSocketAddress> endpoint = config.endpoint();
    if (endpoint.isPresent()) {
      json.writeStringField("endpoint", Endpoints.text(endpoint.get()));
    }
    if (config.persistentKeepaliveSeconds() > 0) {
      json.writeNumberField("persistent_keepalive", config.persistentKeepaliveSeconds());
    }
    Optional<Instant> expiresAt = config.expiresAt();
    if (expiresAt.isPresent()) {
      json.writeStringField("expires_at", expiresAt.get().toString());
    }
    if (config.timestampEpoch() > 0) {
      json.writeNumberField("timestamp_epoch", config.timestampEpoch());
    }
    if (config.clockUnreliable()) {
      json.writeStringField("clock", "unreliable");
    }
  }
}

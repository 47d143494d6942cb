package io.jitpeers.examples.peers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Prints a listing for programs: one JSON object on one line. Each peer is written as soon as the
 * kernel lists it. After that, only the peer's key stays in memory.
 *
 * <pre>{@code
 * {
 *   "interface": {
 *     "name": "wg0",
 *     "public_key": "…",             base64
 *     "listening_port": 51820        or null
 *   },
 *   "peers": [                       in the kernel's order
 *     {
 *       "public_key": "…",
 *       "preshared_key_present": false,
 *       "endpoint": "192.0.2.7:1234",                or "[2001:db8::7]:1234", or null
 *       "allowed_ips": ["10.0.0.7/32"],
 *       "latest_handshake": "2026-01-02T03:04:05Z",  or null for never
 *       "rx_bytes": 0,
 *       "tx_bytes": 0,
 *       "persistent_keepalive": 25                   seconds, or null for off
 *     }
 *   ],
 *   "peer_count": 1,
 *   "complete": true                 false if the interface changed meanwhile: peers may be missing
 * }
 * }</pre>
 *
 * <p>If the listing fails halfway, the JSON object stays incomplete, so that a reader notices the
 * failure.
 */
final class PeersJson {
  private static final JsonFactory JSON =
      new JsonFactory()
          .configure(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT, false)
          .configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);

  private PeersJson() {}

  /** Writes the listing and returns whether it is complete. */
  static boolean print(PeerStore store, OutputStream out) throws StoreException, IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      Device device = store.device();
      json.writeStartObject();
      writeInterface(json, device);
      json.writeArrayFieldStart("peers");
      ListingResult result = store.list(peer -> writePeer(json, peer));
      json.writeEndArray();
      json.writeNumberField("peer_count", result.peers());
      json.writeBooleanField("complete", result.complete());
      json.writeEndObject();
      json.writeRaw('\n');
      return result.complete();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void writeInterface(JsonGenerator json, Device device) throws IOException {
    json.writeObjectFieldStart("interface");
    json.writeStringField("name", device.name());
    json.writeStringField("public_key", device.publicKey().toBase64());
    writeNumber(json, "listening_port", device.listenPort());
    json.writeEndObject();
  }

  private static void writePeer(JsonGenerator json, PeerStatus peer) {
    try {
      json.writeStartObject();
      json.writeStringField("public_key", peer.publicKey().toBase64());
      json.writeBooleanField("preshared_key_present", peer.presharedKeyPresent());
      InetSocketAddress endpoint = peer.endpoint();
      writeText(json, "endpoint", endpoint == null ? null : Endpoints.text(endpoint));
      json.writeArrayFieldStart("allowed_ips");
      for (IpPrefix prefix : peer.allowedIps()) {
        json.writeString(prefix.toString());
      }
      json.writeEndArray();
      Instant handshake = peer.latestHandshake();
      writeText(json, "latest_handshake", handshake == null ? null : handshake.toString());
      json.writeNumberField("rx_bytes", peer.rxBytes());
      json.writeNumberField("tx_bytes", peer.txBytes());
      writeNumber(json, "persistent_keepalive", peer.persistentKeepaliveSeconds());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeText(JsonGenerator json, String field, @Nullable String text)
      throws IOException {
    json.writeFieldName(field);
    json.writeString(text);
  }

  private static void writeNumber(JsonGenerator json, String field, int number) throws IOException {
    json.writeFieldName(field);
    if (number == 0) {
      json.writeNull();
    } else {
      json.writeNumber(number);
    }
  }
}

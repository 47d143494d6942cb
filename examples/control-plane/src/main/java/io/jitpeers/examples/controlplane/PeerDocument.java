package io.jitpeers.examples.controlplane;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jitpeers.http.JsonPeerConfigDecoder;
import io.jitpeers.spi.LookupException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;

/**
 * Reads the JSON document that docs/http-api.md describes. It uses the same decoder as gateways, so
 * that the database accepts only what gateways accept. Stateless and thread-safe.
 */
final class PeerDocument {
  private static final JsonFactory JSON = new JsonFactory();
  private static final JsonPeerConfigDecoder DECODER = new JsonPeerConfigDecoder();

  private PeerDocument() {}

  /**
   * Reports why a document is refused. The message is a sentence that quotes no part of the
   * document.
   */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  static PeerConfig read(byte[] document) throws RefusedException {
    PeerConfig config;
    try {
      config = DECODER.decode(keyOf(document), document);
    } catch (LookupException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
    if (config.allowedIps().isEmpty()) {
      throw new RefusedException("allowed_ips is empty, which a gateway refuses");
    }
    return config;
  }

  /** Returns the public key in a document, because the decoder requires this key as an argument. */
  private static PublicKey keyOf(byte[] document) throws RefusedException {
    try (JsonParser parser = JSON.createParser(document)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new RefusedException("it is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("public_key") && value == JsonToken.VALUE_STRING) {
          return PublicKey.ofBase64(parser.getText());
        }
        parser.skipChildren();
      }
    } catch (IOException e) {
      // Jackson's message can quote the document.
      throw new RefusedException("the JSON is malformed");
    } catch (IllegalArgumentException e) {
      throw new RefusedException("public_key is not the canonical base64 of 32 bytes");
    }
    throw new RefusedException("public_key is missing, or is not a string");
  }
}

package io.jitpeers.http.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Parses a JSON document of version 1. Thread-safe. */
public final class PeerConfigJson {
  // The longest string in version 1 is an endpoint of about 50 characters. Unknown fields may be
  // longer, up to this limit.
  private static final int MAX_STRING = 8192;
  private static final int MAX_NAME = 256;
  // The longest number of the schema has 10 digits.
  private static final int MAX_NUMBER = 32;

  private final JsonFactory factory;
  private final int maxAllowedIps;

  /** Creates a reader that refuses documents that exceed the given limits. */
  public PeerConfigJson(int maxAllowedIps, int maxNestingDepth) {
    this.maxAllowedIps = maxAllowedIps;
    this.factory =
        new JsonFactoryBuilder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(maxNestingDepth)
                    .maxStringLength(MAX_STRING)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Names come from outside, so they must not accumulate in the factory's symbol table.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
  }

  /** Reads a body, or throws an exception that says why the body is refused. */
  public PeerConfig read(PublicKey asked, byte[] body) throws LookupException {
    // Jackson would guess the encoding, and does not check UTF-8 in ignored fields.
    char[] text = decodeUtf8(body);
    try (JsonParser parser = factory.createParser(text)) {
      return readOrDescribe(asked, parser);
    } catch (IOException e) {
      throw new AssertionError("reading from memory cannot fail", e);
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  private PeerConfig readOrDescribe(PublicKey asked, JsonParser parser)
      throws IOException, LookupException {
    try {
      return readDocument(asked, parser);
    } catch (JsonProcessingException e) {
      // Jackson's message can quote the document, so neither the message nor the exception is
      // passed on. The exception for an exceeded limit has no location.
      JsonLocation where = e.getLocation() != null ? e.getLocation() : parser.currentLocation();
      throw rejected(describe(e) + ", " + at(where));
    }
  }

  private PeerConfig readDocument(PublicKey asked, JsonParser parser)
      throws IOException, LookupException {
    if (parser.nextToken() == null) {
      throw rejected("the body is empty");
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw rejected("the body is not a JSON object");
    }
    PeerConfigFields fields = new PeerConfigFields(asked, maxAllowedIps);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.read(name, parser);
    }
    if (parser.nextToken() != null) {
      throw rejected("there is data after the JSON object, " + at(parser.currentTokenLocation()));
    }
    return fields.toConfig();
  }

  private static char[] decodeUtf8(byte[] body) throws LookupException {
    try {
      CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      char[] text = Arrays.copyOfRange(decoded.array(), decoded.position(), decoded.limit());
      Arrays.fill(decoded.array(), '\0');
      return text;
    } catch (CharacterCodingException e) {
      throw rejected("the body is not UTF-8");
    }
  }

  private static String describe(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return "the JSON is nested too deep, or a name, string or number is too long";
    }
    // The wording comes from Jackson's DupDetector (com.fasterxml.jackson.core.json); a test checks
    // that it has not changed.
    if (e.getOriginalMessage().startsWith("Duplicate")) {
      return "a field occurs twice in an object";
    }
    return "the JSON is malformed";
  }

  private static String at(JsonLocation location) {
    return "at line " + location.getLineNr() + " column " + location.getColumnNr();
  }

  static LookupException rejected(String reason) {
    return new LookupException(Reason.REJECTED, reason);
  }
}

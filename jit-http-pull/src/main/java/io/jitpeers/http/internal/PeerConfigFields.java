package io.jitpeers.http.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jitpeers.spi.LookupException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of one JSON document with a peer's config, collected while the document is parsed.
 * Error messages name the field and never show its value, because a misplaced value may be a
 * secret.
 */
final class PeerConfigFields {
  private static final int VERSION = 1;

  private static final Pattern ENDPOINT =
      Pattern.compile("(?:\\[([0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)\\]|([0-9.]+)):([1-9][0-9]{0,4})");

  // The date and time of RFC 3339 section 5.6. java.time alone would accept more, such as a time
  // without seconds.
  private static final Pattern RFC3339 =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

  private final PublicKey asked;
  private final int maxAllowedIps;
  private final PeerConfig.Builder config;
  private boolean versionSeen;
  private boolean keySeen;
  private boolean allowedIpsSeen;

  PeerConfigFields(PublicKey asked, int maxAllowedIps) {
    this.asked = asked;
    this.maxAllowedIps = maxAllowedIps;
    this.config = PeerConfig.builder(asked);
  }

  /** Reads the field whose value is the parser's current token. */
  void read(String name, JsonParser parser) throws IOException, LookupException {
    switch (name) {
      case "version" -> readVersion(parser);
      case "public_key" -> readPublicKey(parser);
      case "allowed_ips" -> readAllowedIps(parser);
      case "preshared_key",
          "endpoint",
          "persistent_keepalive",
          "expires_at",
          "timestamp_epoch",
          "clock" -> {
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
          readOptional(name, parser);
        }
      }
      default -> parser.skipChildren();
    }
  }

  private void readOptional(String name, JsonParser parser) throws IOException, LookupException {
    switch (name) {
      case "preshared_key" -> readPresharedKey(string(name, parser));
      case "endpoint" -> config.endpoint(endpoint(string(name, parser)));
      case "persistent_keepalive" -> readKeepalive(parser);
      case "timestamp_epoch" -> readTimestampEpoch(parser);
      case "clock" -> readClock(string(name, parser));
      default -> config.expiresAt(instant(string(name, parser)));
    }
  }

  PeerConfig toConfig() throws LookupException {
    require(versionSeen, "version");
    require(keySeen, "public_key");
    require(allowedIpsSeen, "allowed_ips");
    return config.build();
  }

  private static void require(boolean seen, String name) throws LookupException {
    if (!seen) {
      throw refuse(name, "is missing");
    }
  }

  private void readVersion(JsonParser parser) throws IOException, LookupException {
    int version = integer("version", parser);
    if (version != VERSION) {
      throw refuse("version", "is not " + VERSION + ", the only one this reader knows");
    }
    versionSeen = true;
  }

  private void readPublicKey(JsonParser parser) throws IOException, LookupException {
    PublicKey key;
    try {
      key = PublicKey.ofBase64(string("public_key", parser));
    } catch (IllegalArgumentException e) {
      throw refuse("public_key", "is not the canonical base64 of 32 bytes");
    }
    if (!key.equals(asked)) {
      throw refuse("public_key", "is not the key that was asked for");
    }
    keySeen = true;
  }

  private void readPresharedKey(String text) throws LookupException {
    try {
      config.presharedKey(PresharedKey.ofBase64(text));
    } catch (IllegalArgumentException e) {
      throw refuse("preshared_key", "is not the canonical base64 of 32 bytes");
    }
  }

  private void readAllowedIps(JsonParser parser) throws IOException, LookupException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw refuse("allowed_ips", "is not an array");
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String element = "allowed_ips[" + count + "]";
      count++;
      if (count > maxAllowedIps) {
        throw refuse("allowed_ips", "has more than " + maxAllowedIps + " elements");
      }
      try {
        config.allowedIp(IpPrefix.parse(string(element, parser)));
      } catch (IllegalArgumentException e) {
        throw refuse(element, "is not a literal prefix, or has bits set beyond its length");
      }
    }
    allowedIpsSeen = true;
  }

  private void readKeepalive(JsonParser parser) throws IOException, LookupException {
    int seconds = integer("persistent_keepalive", parser);
    if (seconds < 0 || seconds > PeerConfig.MAX_PERSISTENT_KEEPALIVE_SECONDS) {
      throw refuse(
          "persistent_keepalive",
          "is not 0 to " + PeerConfig.MAX_PERSISTENT_KEEPALIVE_SECONDS + " seconds");
    }
    config.persistentKeepaliveSeconds(seconds);
  }

  private void readTimestampEpoch(JsonParser parser) throws IOException, LookupException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw refuse("timestamp_epoch", "is not an integer");
    }
    boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    long epoch = fits ? parser.getLongValue() : -1;
    if (epoch < 0 || epoch > PeerConfig.MAX_TIMESTAMP_EPOCH) {
      throw refuse("timestamp_epoch", "is not 0 to " + PeerConfig.MAX_TIMESTAMP_EPOCH);
    }
    config.timestampEpoch(epoch);
  }

  private void readClock(String clock) throws LookupException {
    switch (clock) {
      case "reliable" -> config.clockUnreliable(false);
      case "unreliable" -> config.clockUnreliable(true);
      default -> throw refuse("clock", "is neither \"reliable\" nor \"unreliable\"");
    }
  }

  private static InetSocketAddress endpoint(String text) throws LookupException {
    Matcher matcher = ENDPOINT.matcher(text);
    if (matcher.matches()) {
      String literal = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      int port = Integer.parseInt(matcher.group(3));
      try {
        // IpPrefix accepts literals only, so no name is resolved.
        return new InetSocketAddress(IpPrefix.parse(literal).address(), port);
      } catch (IllegalArgumentException e) {
        throw refuse("endpoint", "has no literal address, or a port beyond 65535");
      }
    }
    throw refuse("endpoint", "is not ip:port or [ipv6]:port");
  }

  private static Instant instant(String text) throws LookupException {
    if (RFC3339.matcher(text).matches()) {
      try {
        return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
      } catch (DateTimeException e) {
        throw refuse("expires_at", "has a part out of range");
      }
    }
    throw refuse("expires_at", "is not an RFC 3339 time with an offset");
  }

  private static String string(String name, JsonParser parser) throws IOException, LookupException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw refuse(name, "is not a string");
    }
    return parser.getText();
  }

  private static int integer(String name, JsonParser parser) throws IOException, LookupException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw refuse(name, "is not an integer");
    }
    // An integer beyond 32 bits would make getIntValue throw an exception that does not name the
    // field.
    if (parser.getNumberType() != JsonParser.NumberType.INT) {
      throw refuse(name, "is out of range");
    }
    return parser.getIntValue();
  }

  private static LookupException refuse(String field, String why) {
    return PeerConfigJson.rejected(field + " " + why);
  }
}

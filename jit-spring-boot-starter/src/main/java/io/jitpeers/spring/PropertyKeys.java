package io.jitpeers.spring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the key of a setting for the name of a property. Boot lets one write {@code
 * jit.packetSource.udp.port} or {@code JIT_PACKETSOURCE_UDP_PORT} for {@code
 * jit.packet-source.udp.port}. The known keys are those in this jar's metadata for properties; an
 * unknown name is taken as it is written, as for the settings of an application's own providers.
 * Immutable and thread-safe.
 */
final class PropertyKeys {
  static final String METADATA = "/META-INF/spring-configuration-metadata.json";

  private static final Pattern NAME = Pattern.compile("\"name\": *\"jit\\.([^\"]+)\"");
  private static final Pattern ELEMENT = Pattern.compile("(.*?)((?:\\[\\d+])*)");

  /** A part can be chosen by either of two keys, of which this is the end of the longer one. */
  private static final String TYPE = ".type";

  private final Map<String, String> keys = new HashMap<>();

  PropertyKeys() {
    Matcher names = NAME.matcher(metadata());
    while (names.find()) {
      keys.put(uniform(names.group(1)), names.group(1));
    }
  }

  private static String metadata() {
    try (InputStream file = PropertyKeys.class.getResourceAsStream(METADATA)) {
      if (file == null) {
        throw new IllegalStateException(
            "the file "
                + METADATA
                + " of jit-spring-boot-starter is missing; keep it when the jar"
                + " is packaged into another one");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + METADATA + ": " + e.getMessage(), e);
    }
  }

  /** Returns the key for a name without the prefix, with the index of a list's element if any. */
  String key(String name) {
    Matcher parts = ELEMENT.matcher(name);
    if (!parts.matches()) {
      return name;
    }
    return known(parts.group(1)) + parts.group(2);
  }

  private String known(String name) {
    String key = keys.get(uniform(name));
    if (key == null && name.endsWith(TYPE)) {
      key = keys.get(uniform(name.substring(0, name.length() - TYPE.length())));
    }
    return key == null ? name : key;
  }

  /** Returns the key of a list without the index of its element. */
  static String withoutIndex(String key) {
    int bracket = key.indexOf('[');
    return bracket < 0 ? key : key.substring(0, bracket);
  }

  /** Returns a name without what the forms of a name differ in. */
  private static String uniform(String name) {
    return name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
  }
}

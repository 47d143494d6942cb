package io.jitpeers.spring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key of a setting for the name of a property. Spring Boot accepts, for example, {@code
 * jit.packetSource.udp.port} or {@code JIT_PACKETSOURCE_UDP_PORT} in place of {@code
 * jit.packet-source.udp.port}. The known keys are those in the starter's metadata for properties.
 * This class reads them from a separate file, {@code keys.txt}. It does not read the metadata,
 * because the metadata files of all jars have the same path, and the file that is found might be
 * that of another jar. Immutable and thread-safe.
 */
final class PropertyKeys {
  private static final String FILE = "keys.txt";
  private static final Pattern ELEMENT = Pattern.compile("(.*?)((?:\\[\\d+])*)");

  /**
   * The suffix of the alternative key of a setting that selects a part: {@code packet-source.type}
   * means the same as {@code packet-source}.
   */
  private static final String TYPE = ".type";

  private final Map<String, String> keys = new HashMap<>();

  PropertyKeys() {
    read().lines().forEach(key -> keys.put(uniform(key), key));
  }

  private static String read() {
    try (InputStream file = PropertyKeys.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(
            "the file io/jitpeers/spring/keys.txt of jit-spring-boot-starter is missing; keep it"
                + " when the jar is packaged into another one");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + FILE + ": " + e.getMessage(), e);
    }
  }

  /** Returns all known keys. */
  Collection<String> all() {
    return keys.values();
  }

  /**
   * Returns the key for a name; both are without the prefix {@code jit}. If the name contains the
   * index of a list's element, the key contains the index too. Returns an unknown name unchanged,
   * because a provider in the application may know a setting of that name.
   */
  String key(String name) {
    return known(name).orElse(name);
  }

  /** Returns the key for a name; empty if the name is unknown. */
  Optional<String> known(String name) {
    Matcher parts = ELEMENT.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String key = find(parts.group(1));
    return key == null ? Optional.empty() : Optional.of(key + parts.group(2));
  }

  private @Nullable String find(String name) {
    String key = keys.get(uniform(name));
    if (key == null && name.endsWith(TYPE)) {
      return keys.get(uniform(name.substring(0, name.length() - TYPE.length())));
    }
    return key;
  }

  /** Returns a key without the index of a list's element. */
  static String withoutIndex(String key) {
    int bracket = key.indexOf('[');
    return bracket < 0 ? key : key.substring(0, bracket);
  }

  /**
   * Returns a name in lower case without separators, so that all spellings of a property's name
   * become equal.
   */
  private static String uniform(String name) {
    return name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
  }
}

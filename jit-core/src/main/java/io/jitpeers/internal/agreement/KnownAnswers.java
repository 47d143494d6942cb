package io.jitpeers.internal.agreement;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The test vectors that an implementation of X25519 must pass before it is used. */
final class KnownAnswers {
  private static final String RESOURCE = "x25519-vectors.txt";

  private KnownAnswers() {}

  /** Reads all test vectors from a resource file of this library. */
  static List<KnownAnswer> all() {
    try (InputStream in = KnownAnswers.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "the resource " + RESOURCE + " of jit-core is missing; a jar must keep it");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(KnownAnswer::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + RESOURCE, e);
    }
  }
}

package io.jitpeers.examples.controlplane;

import com.google.common.base.Splitter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entity tags that are digests of an answer's body. A tag depends only on the body. So the same
 * config has the same tag even after a restart or after a backup is restored, and a manual edit of
 * a config changes the tag. The database therefore needs no version number for each config. A
 * digest takes about a microsecond.
 */
final class EntityTag {
  private static final int BYTES = 16;

  private EntityTag() {}

  static String of(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return '"' + HexFormat.of().formatHex(digest, 0, BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** Returns whether an {@code If-None-Match} header names a tag (RFC 9110 section 13.1.2). */
  static boolean matches(@Nullable List<String> ifNoneMatch, String tag) {
    if (ifNoneMatch == null) {
      return false;
    }
    return ifNoneMatch.stream()
        .flatMap(Splitter.on(',').trimResults()::splitToStream)
        .anyMatch(given -> given.equals("*") || given.equals(tag) || given.equals("W/" + tag));
  }
}

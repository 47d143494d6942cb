package io.jitpeers.kerneltests.engine;

import org.junit.platform.engine.UniqueId;

/**
 * JUnit unique ids without their engine, because the engine inside the kernel is not the one
 * outside.
 */
final class Ids {
  private Ids() {}

  static String withoutEngine(String uniqueId) {
    int engineEnds = uniqueId.indexOf(']') + 1;
    return uniqueId.substring(engineEnds);
  }

  static String withoutEngine(UniqueId uniqueId) {
    return withoutEngine(uniqueId.toString());
  }

  static UniqueId in(String engine, String id) {
    return UniqueId.parse(UniqueId.forEngine(engine) + id);
  }
}

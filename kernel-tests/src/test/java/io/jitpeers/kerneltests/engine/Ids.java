package io.jitpeers.kerneltests.engine;

import org.junit.platform.engine.UniqueId;

/** Unique ids without their engine, which is another one inside than outside. */
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

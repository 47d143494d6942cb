/** A simulator of eviction thresholds. */
@SuppressWarnings("module")
module io.jitpeers.examples.simulate {
  requires com.fasterxml.jackson.core;
  requires transitive info.picocli;
  requires io.jitpeers.core;
  requires io.jitpeers.examples.common;
  requires static org.jspecify;

  exports io.jitpeers.examples.simulate to
      io.jitpeers.examples.quickstart;

  opens io.jitpeers.examples.simulate to
      info.picocli;
}

/** What the example programs share. */
@SuppressWarnings("module")
module io.jitpeers.examples.common {
  requires com.google.common;
  requires info.picocli;
  requires transitive jdk.httpserver;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.jitpeers.examples.common to
      info.picocli,
      io.jitpeers.examples.controlplane,
      io.jitpeers.examples.gateway,
      io.jitpeers.examples.quickstart;
}

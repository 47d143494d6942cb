/** A reference control plane, which serves the peers of a database over HTTP. */
@SuppressWarnings("module")
module io.jitpeers.examples.controlplane {
  requires com.fasterxml.jackson.core;
  requires com.google.common;
  requires transitive info.picocli;
  requires transitive io.jitpeers.core;
  requires io.jitpeers.examples.common;
  requires io.jitpeers.http;
  requires java.sql;
  requires jdk.httpserver;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;
  requires static org.jspecify;

  exports io.jitpeers.examples.controlplane to
      io.jitpeers.examples.quickstart;

  opens io.jitpeers.examples.controlplane to
      info.picocli;
}

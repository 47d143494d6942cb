/**
 * A gateway program, commands to a running gateway, and commands that list an interface's peers and
 * identify initiations in captures.
 */
// Micrometer has no module descriptors, only fixed automatic names.
@SuppressWarnings({"requires-automatic", "module"})
module io.jitpeers.examples.gateway {
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires com.fasterxml.jackson.core;
  requires com.google.common;
  requires transitive info.picocli;
  requires io.jitpeers.core;
  requires io.jitpeers.examples.common;
  requires io.jitpeers.fleet;
  requires io.jitpeers.http;
  requires io.jitpeers.linux;
  requires io.jitpeers.micrometer;
  requires io.jitpeers.netlink;
  requires io.jitpeers.pcap;
  requires io.jitpeers.replay.sqlite;
  requires java.net.http;
  // Micrometer needs java.management and jdk.management for the JVM's metrics.
  requires java.management;
  requires jdk.httpserver;
  requires jdk.management;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.jitpeers.examples.gateway to
      io.jitpeers.examples.quickstart;
  exports io.jitpeers.examples.gateway.fleet to
      io.jitpeers.examples.quickstart;
  exports io.jitpeers.examples.identify to
      io.jitpeers.examples.quickstart;
  exports io.jitpeers.examples.operate to
      io.jitpeers.examples.quickstart;
  exports io.jitpeers.examples.peers to
      io.jitpeers.examples.quickstart;

  opens io.jitpeers.examples.gateway to
      info.picocli;
  opens io.jitpeers.examples.gateway.fleet to
      info.picocli;
  opens io.jitpeers.examples.gateway.init to
      info.picocli;
  opens io.jitpeers.examples.identify to
      info.picocli;
  opens io.jitpeers.examples.operate to
      info.picocli;
  opens io.jitpeers.examples.peers to
      info.picocli;
}

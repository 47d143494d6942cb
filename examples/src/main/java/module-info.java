import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.examples.plugin.VisitorsPolicyProvider;

/** Example programs. Nothing is exported: they are to be run and read. */
// Micrometer has no module descriptors, only fixed automatic names.
@SuppressWarnings("requires-automatic")
module io.jitpeers.examples {
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires com.fasterxml.jackson.core;
  requires com.google.common;
  requires info.picocli;
  requires io.jitpeers.core;
  requires io.jitpeers.http;
  requires io.jitpeers.netlink;
  requires io.jitpeers.pcap;
  requires io.jitpeers.testkit;
  // Micrometer asks them for the JVM's own metrics.
  requires java.management;
  requires java.sql;
  requires jdk.httpserver;
  requires jdk.management;
  requires io.jitpeers.micrometer;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;
  requires static org.jspecify;

  opens io.jitpeers.examples to
      info.picocli;
  opens io.jitpeers.examples.controlplane to
      info.picocli;
  opens io.jitpeers.examples.embedding to
      info.picocli;
  opens io.jitpeers.examples.gateway to
      info.picocli;
  opens io.jitpeers.examples.identify to
      info.picocli;
  opens io.jitpeers.examples.peers to
      info.picocli;
  opens io.jitpeers.examples.plugin to
      info.picocli;
  opens io.jitpeers.examples.quickstart to
      info.picocli;

  provides EvictionPolicyProvider with
      VisitorsPolicyProvider;
}

import io.jitpeers.examples.plugin.VisitorsPolicyProvider;
import io.jitpeers.spi.EvictionPolicyProvider;

/** Example programs. Nothing is exported: they are to be run and read. */
module io.jitpeers.examples {
  requires com.fasterxml.jackson.core;
  requires com.google.common;
  requires info.picocli;
  requires io.jitpeers.core;
  requires io.jitpeers.http;
  requires io.jitpeers.netlink;
  requires jdk.httpserver;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires static org.jspecify;

  opens io.jitpeers.examples to
      info.picocli;
  opens io.jitpeers.examples.embedding to
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

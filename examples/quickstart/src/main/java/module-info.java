import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.examples.plugin.VisitorsPolicyProvider;

/** Demonstrations that need no WireGuard kernel, and the executable jar of all example programs. */
module io.jitpeers.examples.quickstart {
  requires com.fasterxml.jackson.core;
  requires com.google.common;
  requires info.picocli;
  requires io.jitpeers.core;
  requires io.jitpeers.examples.common;
  requires io.jitpeers.examples.controlplane;
  requires io.jitpeers.examples.gateway;
  requires io.jitpeers.examples.simulate;
  requires io.jitpeers.http;
  requires io.jitpeers.testkit;
  requires org.slf4j;
  requires static org.jspecify;

  opens io.jitpeers.examples to
      info.picocli;
  opens io.jitpeers.examples.archive to
      info.picocli;
  opens io.jitpeers.examples.embedding to
      info.picocli;
  opens io.jitpeers.examples.manual to
      info.picocli;
  opens io.jitpeers.examples.plugin to
      info.picocli;
  opens io.jitpeers.examples.quickstart to
      info.picocli;

  provides EvictionPolicyProvider with
      VisitorsPolicyProvider;
}

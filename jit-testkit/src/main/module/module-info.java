/**
 * Support for tests of plug-ins and gateways: contract tests of the SPIs, a manual clock and fakes.
 *
 * @since 0.1.0
 */
// JUnit and AssertJ are optional: the fakes work without them.
module io.jitpeers.testkit {
  requires com.google.common;
  requires transitive io.jitpeers.core;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires static org.assertj.core;
  requires static transitive org.jspecify;
  requires static org.junit.jupiter.api;
  requires static org.junit.jupiter.params;

  exports io.jitpeers.testkit;
  exports io.jitpeers.testkit.contract;
  exports io.jitpeers.testkit.wireguard;

  // JUnit calls the contracts' tests, which are not public.
  opens io.jitpeers.testkit.contract;
}

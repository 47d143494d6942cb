/** Fakes, contract tests and clocks for components of JIT provisioning. Shipped in the test jar. */
package io.jitpeers.testkit;

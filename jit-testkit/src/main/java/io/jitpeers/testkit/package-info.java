/**
 * Fakes and a clock for tests of plug-ins and gateways. Begin with {@link
 * io.jitpeers.testkit.ManualTime}. With this clock and the fakes, a test runs a whole orchestrator
 * without waiting. {@link io.jitpeers.testkit.contract} contains contract tests, and {@link
 * io.jitpeers.testkit.wireguard} contains a WireGuard client and a fake kernel.
 */
@NullMarked
package io.jitpeers.testkit;

import org.jspecify.annotations.NullMarked;

/**
 * Fakes and a clock for tests of plug-ins and gateways. Begin with {@link
 * io.jitpeers.testkit.ManualTime}: with it, and with the fakes, a whole orchestrator runs without
 * waiting. Contracts are in {@link io.jitpeers.testkit.contract}, WireGuard's own side in {@link
 * io.jitpeers.testkit.wireguard}.
 */
@NullMarked
package io.jitpeers.testkit;

import org.jspecify.annotations.NullMarked;

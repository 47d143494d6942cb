/**
 * A kernel for tests, behind the seam of {@link io.jitpeers.linux.netlink.NetlinkSocketFactory}.
 * Shipped in the test jar.
 *
 * <ul>
 *   <li>{@link io.jitpeers.netlink.testkit.FakeNetlinkKernel}: a model of the kernel's WireGuard,
 *       for stores and whole gateways.
 *   <li>{@link io.jitpeers.netlink.testkit.ScriptedSocket}: one socket that answers what a test
 *       says, byte by byte, for answers that no kernel should give.
 * </ul>
 */
package io.jitpeers.netlink.testkit;

/**
 * Contains the service provider interfaces of JIT provisioning, which connect the orchestrator to
 * packets, to the control plane, to WireGuard devices and to replay protection. Begin with {@link
 * io.jitpeers.spi.PeerConfigSource}, which most gateways implement.
 *
 * <ul>
 *   <li>{@link io.jitpeers.spi.PacketSource} delivers datagrams that look like handshake
 *       initiations.
 *   <li>{@link io.jitpeers.spi.PeerConfigSource} looks up a peer's config in the control plane.
 *   <li>{@link io.jitpeers.spi.PeerStore} is one WireGuard device, in the kernel or in memory.
 *   <li>{@link io.jitpeers.spi.ReplayMemory} remembers the newest timestamp of each initiator.
 * </ul>
 *
 * <p>For each of these interfaces there is a provider interface, whose implementations create
 * components from {@link io.jitpeers.settings.Settings}. Providers are found with {@link
 * java.util.ServiceLoader}. Time comes from {@link io.jitpeers.time.TimeSource} and {@link
 * io.jitpeers.time.Scheduler}.
 */
@NullMarked
package io.jitpeers.spi;

import org.jspecify.annotations.NullMarked;

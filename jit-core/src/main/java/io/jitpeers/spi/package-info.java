/**
 * The seams of JIT provisioning: where packets come from, where configs come from, where peers go,
 * and which timestamps were used. Begin with {@link io.jitpeers.spi.PeerConfigSource}, the seam
 * that most gateways fill.
 *
 * <ul>
 *   <li>{@link io.jitpeers.spi.PacketSource} delivers datagrams that look like handshake
 *       initiations.
 *   <li>{@link io.jitpeers.spi.PeerConfigSource} answers what the control plane wants a peer to be.
 *   <li>{@link io.jitpeers.spi.PeerStore} is one WireGuard device: the kernel's, or one in memory.
 *   <li>{@link io.jitpeers.spi.ReplayMemory} knows the newest timestamp of each initiator.
 * </ul>
 *
 * <p>Each has a provider interface, found by {@link java.util.ServiceLoader}, that creates it from
 * {@link io.jitpeers.settings.Settings}. Time is injected through {@link
 * io.jitpeers.time.TimeSource} and {@link io.jitpeers.time.Scheduler}.
 */
@NullMarked
package io.jitpeers.spi;

import org.jspecify.annotations.NullMarked;

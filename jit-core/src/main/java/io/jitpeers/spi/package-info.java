/**
 * The service provider interfaces of JIT provisioning: where packets come from, where configs come
 * from, where peers are installed, and which timestamps were used. Begin with {@link
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
 * <p>Each has a provider interface that creates it from {@link io.jitpeers.settings.Settings};
 * providers are found with {@link java.util.ServiceLoader}. Time comes from {@link
 * io.jitpeers.time.TimeSource} and {@link io.jitpeers.time.Scheduler}.
 */
@NullMarked
package io.jitpeers.spi;

import org.jspecify.annotations.NullMarked;

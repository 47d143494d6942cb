/**
 * A WireGuard device's peers in memory, for gateways with a data plane in the JVM, and for tests.
 * Begin with {@link io.jitpeers.store.InMemoryPeerStore}, which behaves like the Linux kernel's
 * WireGuard device.
 *
 * <p>An embedding gateway asks the store which peer holds an address, and reports the events of its
 * sessions:
 *
 * <pre>{@code
 * InMemoryPeerStore store =
 *     InMemoryPeerStore.builder().privateKey(key).listenPort(51820).build();
 * store.peerFor(destinationAddress).ifPresent(peer -> encryptAndSend(peer, packet));
 * store.handshakeCompleted(peer, endpoint);
 * store.transferred(peer, receivedBytes, sentBytes);
 * }</pre>
 */
@NullMarked
package io.jitpeers.store;

import org.jspecify.annotations.NullMarked;

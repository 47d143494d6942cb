/**
 * Packet sources that need no privileges, for gateways that receive WireGuard packets in their own
 * process. Begin with {@link io.jitpeers.source.DirectPacketSource}, to which the gateway offers
 * initiations that it received in its own way, such as over a WebSocket:
 *
 * <pre>{@code
 * if (ResponderKey.looksLikeInitiation(datagram)) {
 *   source.offer(datagram, client, gateway, initiation -> dataPlane.receive(initiation, client));
 * } else {
 *   dataPlane.receive(datagram, client);
 * }
 * }</pre>
 *
 * <p>{@link io.jitpeers.source.UdpPacketSource} owns a UDP port and forwards packets to the data
 * plane:
 *
 * <pre>{@code
 * UdpPacketSource source =
 *     UdpPacketSource.builder().port(51820).forwarder(dataPlane::receive).build();
 * source.send(response, client);
 * }</pre>
 */
@NullMarked
package io.jitpeers.source;

import org.jspecify.annotations.NullMarked;

/**
 * Packet sources that need no privileges, for gateways with a data plane of their own. Begin with
 * {@link io.jitpeers.source.DirectPacketSource}. The gateway passes it the initiations that it
 * receives over any transport, such as a WebSocket:
 *
 * <pre>{@code
 * if (ResponderKey.looksLikeInitiation(datagram)) {
 *   source.offer(datagram, client, gateway, initiation -> dataPlane.receive(initiation, client));
 * } else {
 *   dataPlane.receive(datagram, client);
 * }
 * }</pre>
 *
 * <p>{@link io.jitpeers.source.UdpPacketSource} opens a UDP port and forwards packets to the data
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

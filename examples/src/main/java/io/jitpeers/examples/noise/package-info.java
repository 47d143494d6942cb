/**
 * A whole WireGuard handshake, both sides, for simulated clients and data planes: message 1 (the
 * initiation), message 2 (the response) and the keepalive that confirms them. After sections 5.4.2
 * to 5.4.6 of the WireGuard whitepaper, in its notation.
 *
 * <p>It is here so that a simulated client can tell whether it is really connected. It has no
 * cookies, no rekeying and no data: do not build a VPN of it.
 */
@NullMarked
package io.jitpeers.examples.noise;

import org.jspecify.annotations.NullMarked;

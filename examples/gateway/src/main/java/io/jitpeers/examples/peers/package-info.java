/**
 * Lists the peers of a WireGuard interface of the Linux kernel, for people and for programs. Start
 * with {@link io.jitpeers.examples.peers.PeersCommand}.
 */
@NullMarked
package io.jitpeers.examples.peers;

import org.jspecify.annotations.NullMarked;

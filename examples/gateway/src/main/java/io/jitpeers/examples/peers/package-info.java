/**
 * The hot set of a WireGuard interface of the Linux kernel, for people and for programs. {@link
 * io.jitpeers.examples.peers.PeersCommand} is where to begin.
 */
@NullMarked
package io.jitpeers.examples.peers;

import org.jspecify.annotations.NullMarked;

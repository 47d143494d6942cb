/**
 * The command {@code fleet}. With this command, an operator revokes peers on all gateways of a
 * fleet and finds out which gateway has each peer.
 */
@NullMarked
package io.jitpeers.examples.gateway.fleet;

import org.jspecify.annotations.NullMarked;

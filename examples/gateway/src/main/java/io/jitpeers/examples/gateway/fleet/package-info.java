/**
 * The command {@code fleet}, with which an operator revokes peers on all gateways of a fleet, and
 * finds out which gateway has each peer.
 */
@NullMarked
package io.jitpeers.examples.gateway.fleet;

import org.jspecify.annotations.NullMarked;

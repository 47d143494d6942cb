/**
 * The command {@code fleet}. With this command, an operator revokes peers on all gateways of a
 * fleet, finds out which gateway has each peer, and keeps a machine's routes to the peers current.
 */
@NullMarked
package io.jitpeers.examples.gateway.fleet;

import org.jspecify.annotations.NullMarked;

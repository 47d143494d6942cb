/**
 * Requests and dumps on a netlink socket: sequence numbers, acknowledgements, errors. The main
 * class is {@link io.jitpeers.netlink.internal.connection.NetlinkConnection}.
 */
@NullMarked
package io.jitpeers.netlink.internal.connection;

import org.jspecify.annotations.NullMarked;

/** Requests and dumps on a netlink socket: sequence numbers, acknowledgements, errors. */
@NullMarked
package io.jitpeers.netlink.internal.connection;

import org.jspecify.annotations.NullMarked;

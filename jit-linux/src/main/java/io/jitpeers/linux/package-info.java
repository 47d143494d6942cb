/**
 * The only part of JIT Peers that calls Linux: the C library's system calls with descriptive
 * errors, sockets, a wait that another thread can end, and network namespaces. The main class is
 * {@link io.jitpeers.linux.SystemSocket}.
 *
 * <p>Only the modules of JIT Peers use this package; nothing here is API.
 */
@NullMarked
package io.jitpeers.linux;

import org.jspecify.annotations.NullMarked;

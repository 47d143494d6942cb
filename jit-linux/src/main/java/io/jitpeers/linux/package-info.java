/**
 * The only binding of Linux: the C library's system calls with descriptive errors, sockets, an
 * interruptible wait, and network namespaces. The main class is {@link
 * io.jitpeers.linux.SystemSocket}.
 *
 * <p>Only for the modules of JIT Peers; nothing here is API.
 */
@NullMarked
package io.jitpeers.linux;

import org.jspecify.annotations.NullMarked;

/**
 * Linux, bound once: the C library's system calls, their errors in words, sockets, a wait that can
 * be ended, and network namespaces. Begin with {@link io.jitpeers.linux.SystemSocket}.
 *
 * <p>For the modules of JIT Peers only; nothing here is API.
 */
@NullMarked
package io.jitpeers.linux;

import org.jspecify.annotations.NullMarked;

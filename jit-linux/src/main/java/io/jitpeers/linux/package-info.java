/**
 * The only part of JIT Peers that makes Linux system calls. The package contains sockets, network
 * namespaces, a {@linkplain io.jitpeers.linux.Poller poller} that another thread can wake, and
 * exceptions that describe the failure of a system call. It also loads OpenSSL's libcrypto. The
 * main class is {@link io.jitpeers.linux.SystemSocket}.
 *
 * <p>Only the modules of JIT Peers use this package; nothing here is API.
 */
@NullMarked
package io.jitpeers.linux;

import org.jspecify.annotations.NullMarked;

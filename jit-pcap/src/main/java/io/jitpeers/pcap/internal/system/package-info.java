/** The C library's system calls that capturing and reinjecting need, with errors in words. */
@NullMarked
package io.jitpeers.pcap.internal.system;

import org.jspecify.annotations.NullMarked;

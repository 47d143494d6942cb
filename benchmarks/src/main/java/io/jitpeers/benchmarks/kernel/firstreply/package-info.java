/**
 * Measures the time from a client's first packet to its reply, for each way in which the gateway
 * handles the packet.
 */
@NullMarked
package io.jitpeers.benchmarks.kernel.firstreply;

import org.jspecify.annotations.NullMarked;

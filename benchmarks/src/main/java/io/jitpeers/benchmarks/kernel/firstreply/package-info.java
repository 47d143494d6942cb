/** How long a client's first packet takes to its reply, by the way in which the gateway helps. */
@NullMarked
package io.jitpeers.benchmarks.kernel.firstreply;

import org.jspecify.annotations.NullMarked;

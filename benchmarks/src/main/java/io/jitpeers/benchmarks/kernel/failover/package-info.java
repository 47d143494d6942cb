/** Measures how long traffic is interrupted when a session is lost. */
@NullMarked
package io.jitpeers.benchmarks.kernel.failover;

import org.jspecify.annotations.NullMarked;

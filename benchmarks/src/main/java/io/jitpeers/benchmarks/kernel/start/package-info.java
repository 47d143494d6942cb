/** Measures how long the gateway takes to start. */
@NullMarked
package io.jitpeers.benchmarks.kernel.start;

import org.jspecify.annotations.NullMarked;

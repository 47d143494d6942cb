/** Measures how long a client waits while the gateway evicts other clients' peers. */
@NullMarked
package io.jitpeers.benchmarks.kernel.sweep;

import org.jspecify.annotations.NullMarked;

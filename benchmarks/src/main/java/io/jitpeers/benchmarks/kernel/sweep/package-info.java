/** What a client waits for while the gateway evicts others. */
@NullMarked
package io.jitpeers.benchmarks.kernel.sweep;

import org.jspecify.annotations.NullMarked;

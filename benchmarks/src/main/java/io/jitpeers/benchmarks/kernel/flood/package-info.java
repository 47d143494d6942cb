/**
 * Measures how long known clients wait for their first reply while unknown clients flood the
 * gateway.
 */
@NullMarked
package io.jitpeers.benchmarks.kernel.flood;

import org.jspecify.annotations.NullMarked;

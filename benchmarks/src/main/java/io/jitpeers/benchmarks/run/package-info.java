/**
 * The driver behind {@code benchmarks/run}: runs sections, prints what they measure, and writes
 * results.
 */
@NullMarked
package io.jitpeers.benchmarks.run;

import org.jspecify.annotations.NullMarked;

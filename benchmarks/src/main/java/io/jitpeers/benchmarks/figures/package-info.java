/** Measured figures: the results that sections of a benchmark run report, and their JSON form. */
@NullMarked
package io.jitpeers.benchmarks.figures;

import org.jspecify.annotations.NullMarked;

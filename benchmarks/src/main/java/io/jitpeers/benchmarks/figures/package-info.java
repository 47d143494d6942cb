/** Measured figures: what a section of a benchmark run reports, and how it is written down. */
@NullMarked
package io.jitpeers.benchmarks.figures;

import org.jspecify.annotations.NullMarked;

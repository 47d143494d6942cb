/** Runs the programs and the separate JVMs that a measurement needs. */
@NullMarked
package io.jitpeers.benchmarks.programs;

import org.jspecify.annotations.NullMarked;

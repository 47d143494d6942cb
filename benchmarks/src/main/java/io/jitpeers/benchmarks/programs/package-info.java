/** Runs the other programs and JVMs that a measurement needs. */
@NullMarked
package io.jitpeers.benchmarks.programs;

import org.jspecify.annotations.NullMarked;

/** Other programs and other JVMs that a measurement starts. */
@NullMarked
package io.jitpeers.benchmarks.programs;

import org.jspecify.annotations.NullMarked;

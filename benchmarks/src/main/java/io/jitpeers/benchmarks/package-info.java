/**
 * The project's measurements. {@code benchmarks/run} measures every figure that README and docs
 * claim (see {@link io.jitpeers.benchmarks.run}). {@code benchmarks/compare} compares the results
 * of two such runs.
 *
 * <p>This package contains the JMH benchmarks, which can also be run alone after {@code mvn
 * package}:
 *
 * <pre>{@code
 * java -jar benchmarks/target/jit-benchmarks.jar Mac1 -prof gc
 * java -jar benchmarks/target/jit-benchmarks.jar -l
 * }</pre>
 *
 * <p>The first argument selects benchmarks by a regular expression; without one, all of them run,
 * in one to two minutes. For a figure to be quoted, use more forks and iterations ({@code -f 5 -i
 * 10}) on an otherwise idle machine.
 *
 * <p>A test calls every benchmark once, so that rarely used ones keep working.
 */
@NullMarked
package io.jitpeers.benchmarks;

import org.jspecify.annotations.NullMarked;

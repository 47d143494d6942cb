/**
 * What is held to a number. {@code benchmarks/run} measures every figure that README and docs claim
 * (see {@link io.jitpeers.benchmarks.run}); {@code benchmarks/compare} compares two of its results.
 *
 * <p>This package has the JMH benchmarks, which can also be run alone after {@code mvn package}:
 *
 * <pre>{@code
 * java -jar benchmarks/target/jit-benchmarks.jar Mac1 -prof gc
 * java -jar benchmarks/target/jit-benchmarks.jar -l
 * }</pre>
 *
 * <p>The first argument selects benchmarks by a regular expression; without one all run, in one to
 * two minutes. That is short: take more forks and iterations ({@code -f 5 -i 10}) for a figure that
 * is to be quoted, with the machine otherwise idle.
 *
 * <p>Every benchmark is called once by a test, so that those that nobody runs do not rot.
 */
@NullMarked
package io.jitpeers.benchmarks;

import org.jspecify.annotations.NullMarked;

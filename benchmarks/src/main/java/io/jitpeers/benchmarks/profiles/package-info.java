/**
 * Runs measurements under async-profiler, and turns what it samples into flame graphs and tables
 * that are kept in {@code benchmarks/profiles}.
 */
@NullMarked
package io.jitpeers.benchmarks.profiles;

import org.jspecify.annotations.NullMarked;

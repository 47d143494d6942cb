/**
 * Sections that need a kernel with WireGuard.
 *
 * <p>{@link io.jitpeers.benchmarks.kernel.KernelSections} lists the sections. To run a section, the
 * JVM of the benchmark program prepares a kernel with the scripts of {@code kernel-tests/src/uml}.
 * The kernel is this machine's own, or a User-Mode Linux that the scripts boot. A second JVM on the
 * prepared kernel does the measurements, and appends each figure to a file. Meanwhile, the first
 * JVM reads the file.
 */
@NullMarked
package io.jitpeers.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;

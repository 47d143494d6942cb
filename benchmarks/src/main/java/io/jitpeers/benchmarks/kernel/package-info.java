/**
 * Sections that need a kernel with WireGuard.
 *
 * <p>{@link io.jitpeers.benchmarks.kernel.KernelSections} lists the sections. To run a section,
 * this JVM prepares a kernel with the scripts of {@code kernel-tests/src/uml}. That kernel is this
 * machine's own, or a User-Mode Linux that the scripts boot. A separate JVM on that kernel
 * measures, and appends each figure to a file. Meanwhile, this JVM reads the file.
 */
@NullMarked
package io.jitpeers.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;

/**
 * Sections that need a kernel with WireGuard.
 *
 * <p>{@link io.jitpeers.benchmarks.kernel.KernelSections} lists the sections outside of the kernel.
 * Each prepares a kernel with the scripts of {@code kernel-tests/src/uml}: this machine's own, or a
 * User-Mode Linux that it boots. Inside that kernel a separate JVM measures, and appends each
 * figure to a file. The JVM outside reads the file at the same time.
 */
@NullMarked
package io.jitpeers.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;

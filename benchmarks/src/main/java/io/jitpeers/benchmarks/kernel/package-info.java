/**
 * Sections that need a kernel with WireGuard.
 *
 * <p>{@link io.jitpeers.benchmarks.kernel.KernelSections} lists the sections for the JVM outside
 * the kernel. Each section prepares a kernel with the scripts of {@code kernel-tests/src/uml}. That
 * kernel is this machine's own, or a User-Mode Linux that the scripts boot. A separate JVM in that
 * kernel measures, and appends each figure to a file. Meanwhile, the JVM outside reads the file.
 */
@NullMarked
package io.jitpeers.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;

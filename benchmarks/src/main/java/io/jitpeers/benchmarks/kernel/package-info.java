/**
 * Sections that need a kernel with WireGuard.
 *
 * <p>Outside, {@link io.jitpeers.benchmarks.kernel.KernelSections} lists them. Each prepares a
 * kernel with the scripts of {@code kernel-tests/src/uml}: this machine's own, or a User-Mode Linux
 * that it boots. Inside it, a JVM of its own measures, and appends each figure to a file that is
 * read outside at the same time.
 */
@NullMarked
package io.jitpeers.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;

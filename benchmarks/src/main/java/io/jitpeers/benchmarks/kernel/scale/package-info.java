/**
 * Compares the store with wg(8): the same tasks in the same kernel, with a thousand peers or more.
 */
@NullMarked
package io.jitpeers.benchmarks.kernel.scale;

import org.jspecify.annotations.NullMarked;

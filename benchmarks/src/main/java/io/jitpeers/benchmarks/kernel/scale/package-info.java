/**
 * Compares the netlink store with wg(8): the same tasks on the same kernel, with a thousand peers
 * or more.
 */
@NullMarked
package io.jitpeers.benchmarks.kernel.scale;

import org.jspecify.annotations.NullMarked;

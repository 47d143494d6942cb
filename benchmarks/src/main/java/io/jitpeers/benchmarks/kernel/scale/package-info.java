/** The store beside wg(8): the same work in the same kernel, from a thousand peers on. */
@NullMarked
package io.jitpeers.benchmarks.kernel.scale;

import org.jspecify.annotations.NullMarked;

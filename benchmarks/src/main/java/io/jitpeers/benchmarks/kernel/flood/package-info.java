/** How long known clients wait for their first reply while strangers flood the gateway. */
@NullMarked
package io.jitpeers.benchmarks.kernel.flood;

import org.jspecify.annotations.NullMarked;

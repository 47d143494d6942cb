/**
 * The command {@code simulate}: applies the eviction policies to the traffic of many clients on
 * simulated time, and recommends an idle threshold.
 */
@NullMarked
package io.jitpeers.examples.simulate;

import org.jspecify.annotations.NullMarked;

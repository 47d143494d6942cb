/**
 * Clients, a data plane and a clock for examples that need no network, no kernel and no patience.
 */
@NullMarked
package io.jitpeers.examples.simulation;

import org.jspecify.annotations.NullMarked;

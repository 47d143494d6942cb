/**
 * Clients, a data plane and a clock for examples that run without a network, a kernel or waiting.
 */
@NullMarked
package io.jitpeers.examples.simulation;

import org.jspecify.annotations.NullMarked;

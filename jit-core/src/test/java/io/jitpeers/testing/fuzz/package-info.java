/** Spoilt inputs for what reads bytes of strangers: begin with {@code FuzzTarget}. */
package io.jitpeers.testing.fuzz;

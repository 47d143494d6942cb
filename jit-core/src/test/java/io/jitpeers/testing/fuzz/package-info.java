/** Mutated inputs for code that reads external bytes. Begin with {@code FuzzTarget}. */
package io.jitpeers.testing.fuzz;

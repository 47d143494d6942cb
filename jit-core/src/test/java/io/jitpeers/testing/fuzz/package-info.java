/** Spoilt inputs for what reads bytes of strangers: begin with {@code Fuzzer}. */
package io.jitpeers.testing.fuzz;

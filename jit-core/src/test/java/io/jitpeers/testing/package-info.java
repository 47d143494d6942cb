/**
 * Helpers that the tests of several modules share and no other project needs. In jit-core's test
 * jar.
 */
package io.jitpeers.testing;

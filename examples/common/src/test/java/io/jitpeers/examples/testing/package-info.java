/** What tests of the example programs share. */
package io.jitpeers.examples.testing;

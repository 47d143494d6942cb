/**
 * What every implementation of an SPI must do, as JUnit tests to inherit. Begin with the contract
 * of the SPI at hand, for example {@link io.jitpeers.testkit.contract.PeerConfigSourceContract}: a
 * subclass says how to create the implementation, and gets the tests.
 */
@NullMarked
package io.jitpeers.testkit.contract;

import org.jspecify.annotations.NullMarked;

/**
 * Contract tests of the service provider interfaces, as JUnit test classes to extend. Begin with
 * the contract of the interface that you implement, for example {@link
 * io.jitpeers.testkit.contract.PeerConfigSourceContract}. A subclass creates the implementation and
 * inherits the tests.
 */
@NullMarked
package io.jitpeers.testkit.contract;

import org.jspecify.annotations.NullMarked;

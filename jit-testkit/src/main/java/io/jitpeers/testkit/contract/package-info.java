/**
 * Contract tests of the service provider interfaces, as JUnit test classes to extend. A subclass
 * creates the implementation and inherits the tests.
 *
 * <ul>
 *   <li>{@link io.jitpeers.testkit.contract.PeerStoreContract}: stores
 *   <li>{@link io.jitpeers.testkit.contract.FixedPeerConfigSourceContract}: config sources whose
 *       answers a test cannot change, such as a map; {@link
 *       io.jitpeers.testkit.contract.PeerConfigSourceContract}: all other config sources
 *   <li>{@link io.jitpeers.testkit.contract.PacketSourceContract}: packet sources
 *   <li>{@link io.jitpeers.testkit.contract.OutboundSourceContract}: sources of outbound packets
 *   <li>{@link io.jitpeers.testkit.contract.EvictionPolicyContract}: eviction policies
 *   <li>{@link io.jitpeers.testkit.contract.KeyAgreement25519Contract}: implementations of X25519
 *   <li>{@link io.jitpeers.testkit.contract.ReplayMemoryContract} and {@link
 *       io.jitpeers.testkit.contract.ReplayStoreContract}: replay memories and their stores
 *   <li>{@link io.jitpeers.testkit.contract.FleetDirectoryContract} and {@link
 *       io.jitpeers.testkit.contract.SharedReplayMarksContract}: the data that gateways of a fleet
 *       share
 * </ul>
 */
@NullMarked
package io.jitpeers.testkit.contract;

import org.jspecify.annotations.NullMarked;

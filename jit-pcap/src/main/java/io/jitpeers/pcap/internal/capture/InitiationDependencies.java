package io.jitpeers.pcap.internal.capture;

import org.jspecify.annotations.Nullable;

/**
 * The dependencies of a source of initiations.
 *
 * @param capture the dependencies of every capture source
 * @param ports the destination ports of initiations
 * @param reinjectors opens the reinjector; null if packets are not reinjected
 */
public record InitiationDependencies(
    CaptureDependencies capture, WatchedPorts ports, PacketReturn.@Nullable Opener reinjectors) {}

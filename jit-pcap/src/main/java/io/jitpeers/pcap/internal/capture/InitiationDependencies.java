package io.jitpeers.pcap.internal.capture;

import org.jspecify.annotations.Nullable;

/**
 * What a source of initiations is made of.
 *
 * @param capture what every source is made of
 * @param ports where initiations are sent to
 * @param reinjectors opens what gives packets back; null if they are not to be given back
 */
public record InitiationDependencies(
    CaptureDependencies capture, WatchedPorts ports, PacketReturn.@Nullable Opener reinjectors) {}

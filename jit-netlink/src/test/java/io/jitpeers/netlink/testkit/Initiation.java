package io.jitpeers.netlink.testkit;

import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * A handshake initiation that a {@link FakeDevice} sent.
 *
 * @param peer the recipient
 * @param endpoint the destination
 * @param time the time by the kernel's wall clock
 */
public record Initiation(PublicKey peer, InetSocketAddress endpoint, Instant time) {}

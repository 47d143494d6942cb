/**
 * Determines which peers are removed from the device, and when. Begin with {@link
 * io.jitpeers.eviction.EvictionPolicy}, which selects peers. An {@link
 * io.jitpeers.eviction.EvictionSchedule} determines when sweeps run, and a {@link
 * io.jitpeers.eviction.SweepReport} contains the results of a sweep.
 *
 * <p>A WireGuard session is dead after 180 s (REJECT_AFTER_TIME, whitepaper section 6.1): its
 * client has to complete a handshake before it can send again. If a peer's latest handshake is
 * older than 180 s, evicting the peer costs only a config lookup when the client comes back. The
 * age of 180 s is called the lossless floor.
 */
@NullMarked
package io.jitpeers.eviction;

import org.jspecify.annotations.NullMarked;

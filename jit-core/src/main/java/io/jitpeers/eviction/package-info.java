/**
 * Eviction: which peers leave the device, and when. Begin with {@link
 * io.jitpeers.eviction.EvictionPolicy}, which selects peers. An {@link
 * io.jitpeers.eviction.EvictionSchedule} determines when sweeps run, and a {@link
 * io.jitpeers.eviction.SweepReport} contains the results of a sweep.
 *
 * <p>A WireGuard session is dead after 180 s (REJECT_AFTER_TIME, whitepaper section 6.1): its
 * client has to complete a handshake before it can send again. Evicting a peer whose latest
 * handshake is older than that costs only a config lookup. This age is the lossless floor.
 */
@NullMarked
package io.jitpeers.eviction;

import org.jspecify.annotations.NullMarked;

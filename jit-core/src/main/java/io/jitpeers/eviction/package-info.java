/**
 * When peers leave: begin with {@link io.jitpeers.eviction.EvictionPolicy}, which selects them;
 * {@link io.jitpeers.eviction.EvictionSchedule} says when, and {@link
 * io.jitpeers.eviction.SweepReport} what a sweep did.
 *
 * <p>A WireGuard session is dead after 180 s (REJECT_AFTER_TIME, whitepaper section 6.1): its
 * client has to handshake before it can send again. Evicting a peer whose latest handshake is older
 * than that costs nothing but a pull. This is the lossless floor.
 */
@NullMarked
package io.jitpeers.eviction;

import org.jspecify.annotations.NullMarked;

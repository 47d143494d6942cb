/**
 * The eviction cron. Begin with {@link io.jitpeers.internal.eviction.EvictionCron}, which runs a
 * {@link io.jitpeers.internal.eviction.Sweep} when one is due.
 */
@NullMarked
package io.jitpeers.internal.eviction;

import org.jspecify.annotations.NullMarked;

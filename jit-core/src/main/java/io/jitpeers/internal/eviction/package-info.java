/**
 * The eviction cron. Begin with {@link io.jitpeers.internal.eviction.EvictionCron}, which runs a
 * {@link io.jitpeers.internal.eviction.Sweep} when its time has come.
 */
@NullMarked
package io.jitpeers.internal.eviction;

import org.jspecify.annotations.NullMarked;

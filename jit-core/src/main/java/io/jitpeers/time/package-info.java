/**
 * Clocks and timers, which tests can replace. Begin with {@link io.jitpeers.time.TimeSource}, which
 * provides the two clocks. {@link io.jitpeers.time.Scheduler} runs tasks after a delay.
 */
@NullMarked
package io.jitpeers.time;

import org.jspecify.annotations.NullMarked;

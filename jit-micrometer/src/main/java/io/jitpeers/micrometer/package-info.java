/**
 * An orchestrator's metrics for Micrometer: begin with {@link io.jitpeers.micrometer.JitMetrics}.
 *
 * @since 0.1.0
 */
@NullMarked
package io.jitpeers.micrometer;

import org.jspecify.annotations.NullMarked;

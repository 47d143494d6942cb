/**
 * An orchestrator's metrics for Micrometer: begin with {@link io.jitpeers.micrometer.JitMetrics}.
 */
@NullMarked
package io.jitpeers.micrometer;

import org.jspecify.annotations.NullMarked;

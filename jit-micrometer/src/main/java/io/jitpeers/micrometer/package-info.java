/**
 * An orchestrator's metrics and traces for Micrometer: begin with {@link
 * io.jitpeers.micrometer.JitMetrics} and {@link io.jitpeers.micrometer.JitObservations}.
 */
@NullMarked
package io.jitpeers.micrometer;

import org.jspecify.annotations.NullMarked;

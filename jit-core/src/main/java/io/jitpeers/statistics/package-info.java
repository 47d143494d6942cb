/**
 * What an orchestrator has counted: begin with {@link io.jitpeers.statistics.JitStatistics}.
 *
 * @since 0.1.0
 */
@NullMarked
package io.jitpeers.statistics;

import org.jspecify.annotations.NullMarked;

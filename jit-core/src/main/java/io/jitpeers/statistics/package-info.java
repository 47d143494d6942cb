/** What an orchestrator has counted: begin with {@link io.jitpeers.statistics.JitStatistics}. */
@NullMarked
package io.jitpeers.statistics;

import org.jspecify.annotations.NullMarked;

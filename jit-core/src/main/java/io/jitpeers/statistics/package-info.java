/** Counters of an orchestrator. Begin with {@link io.jitpeers.statistics.JitStatistics}. */
@NullMarked
package io.jitpeers.statistics;

import org.jspecify.annotations.NullMarked;

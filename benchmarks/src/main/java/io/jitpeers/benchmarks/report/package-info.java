/**
 * Processes figures: writes the results of a run as JSON, tables and charts, and compares two runs.
 *
 * <p>A {@link io.jitpeers.benchmarks.report.ReadmeTable} is the text between two markers of a
 * document; {@link io.jitpeers.benchmarks.report.Markers} inserts it there.
 */
@NullMarked
package io.jitpeers.benchmarks.report;

import org.jspecify.annotations.NullMarked;

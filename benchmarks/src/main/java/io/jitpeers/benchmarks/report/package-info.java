/**
 * What becomes of figures: results of a run as JSON, tables and charts, and two runs compared.
 *
 * <p>A {@link io.jitpeers.benchmarks.report.ReadmeTable} is the text between two markers of a
 * document; {@link io.jitpeers.benchmarks.report.Markers} puts it there.
 */
@NullMarked
package io.jitpeers.benchmarks.report;

import org.jspecify.annotations.NullMarked;

/**
 * The sections that need no kernel with WireGuard: cryptography, the pipeline in memory, heap,
 * start, and HTTP. Each measures its yardsticks in the same run.
 */
@NullMarked
package io.jitpeers.benchmarks.sections;

import org.jspecify.annotations.NullMarked;

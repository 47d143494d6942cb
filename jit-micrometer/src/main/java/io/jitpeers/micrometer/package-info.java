/**
 * Metrics of an orchestrator for Micrometer, which is an optional dependency: add {@code
 * io.micrometer:micrometer-core} to use this package.
 */
@NullMarked
package io.jitpeers.micrometer;

import org.jspecify.annotations.NullMarked;

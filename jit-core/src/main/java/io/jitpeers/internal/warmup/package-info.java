/**
 * Runs the path of a first packet before the first packet comes: begin with {@link
 * io.jitpeers.internal.warmup.WarmUp}.
 */
@NullMarked
package io.jitpeers.internal.warmup;

import org.jspecify.annotations.NullMarked;

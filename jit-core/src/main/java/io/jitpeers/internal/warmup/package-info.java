/**
 * Runs the code of a first packet before the first packet arrives. Begin with {@link
 * io.jitpeers.internal.warmup.WarmUp}.
 */
@NullMarked
package io.jitpeers.internal.warmup;

import org.jspecify.annotations.NullMarked;

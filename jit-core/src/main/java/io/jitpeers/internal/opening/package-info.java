/**
 * Opens initiations behind a bounded queue, because opening is the most expensive stage. Begin with
 * {@link io.jitpeers.internal.opening.OpenStage}.
 */
@NullMarked
package io.jitpeers.internal.opening;

import org.jspecify.annotations.NullMarked;

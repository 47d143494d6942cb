/**
 * Opens initiations, the expensive stage, behind a bounded queue. Begin with {@link
 * io.jitpeers.internal.opening.OpenStage}.
 */
@NullMarked
package io.jitpeers.internal.opening;

import org.jspecify.annotations.NullMarked;

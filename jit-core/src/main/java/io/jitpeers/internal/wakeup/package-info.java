/**
 * Traffic from the private side brings evicted peers back. Begin with {@link
 * io.jitpeers.internal.wakeup.WakeUpStage}.
 */
@NullMarked
package io.jitpeers.internal.wakeup;

import org.jspecify.annotations.NullMarked;

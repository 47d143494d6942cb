/**
 * Brings evicted peers back when traffic from the private side needs them. Begin with {@link
 * io.jitpeers.internal.wakeup.WakeUpStage}.
 */
@NullMarked
package io.jitpeers.internal.wakeup;

import org.jspecify.annotations.NullMarked;

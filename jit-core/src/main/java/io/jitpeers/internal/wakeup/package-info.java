/**
 * Installs an evicted peer again when an outbound packet to one of its addresses arrives. Begin
 * with {@link io.jitpeers.internal.wakeup.WakeUpStage}.
 */
@NullMarked
package io.jitpeers.internal.wakeup;

import org.jspecify.annotations.NullMarked;

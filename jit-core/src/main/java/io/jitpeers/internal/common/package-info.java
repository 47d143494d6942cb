/**
 * Parts that the stages share. Begin with {@link io.jitpeers.internal.common.Demand}, a demand to
 * install a peer. {@link io.jitpeers.internal.common.Completions} completes packets, and {@link
 * io.jitpeers.internal.common.Events} delivers events to listeners.
 */
@NullMarked
package io.jitpeers.internal.common;

import org.jspecify.annotations.NullMarked;

/**
 * <<<<<<< HEAD Parts that the stages share. Begin with {@link io.jitpeers.internal.common.Demand},
 * the reason for provisioning a peer; {@link io.jitpeers.internal.common.Completions} completes
 * packets and {@link io.jitpeers.internal.common.Events} delivers events to listeners. =======
 * Parts that the stages share. Begin with {@link io.jitpeers.internal.common.Demand}, a demand to
 * install a peer. {@link io.jitpeers.internal.common.Completions} completes packets, and {@link
 * io.jitpeers.internal.common.Events} delivers events to listeners. >>>>>>> v2
 */
@NullMarked
package io.jitpeers.internal.common;

import org.jspecify.annotations.NullMarked;

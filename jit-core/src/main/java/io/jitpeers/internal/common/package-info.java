/**
 * Classes that several other internal packages share. Begin with {@link
 * io.jitpeers.internal.common.Demand}, a demand to install a peer. {@link
 * io.jitpeers.internal.common.Completions} reports the outcome of each packet to the packet's
 * source, and {@link io.jitpeers.internal.common.Events} delivers events to listeners.
 */
@NullMarked
package io.jitpeers.internal.common;

import org.jspecify.annotations.NullMarked;

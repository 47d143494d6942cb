/**
 * Keeps recorded initiations from being accepted again. Begin with {@link
 * io.jitpeers.internal.replay.LocalReplayMemory}.
 */
@NullMarked
package io.jitpeers.internal.replay;

import org.jspecify.annotations.NullMarked;

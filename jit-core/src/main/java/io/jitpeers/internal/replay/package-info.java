/**
 * What keeps a recorded initiation from being used again. Begin with {@link
 * io.jitpeers.internal.replay.LocalReplayMemory}.
 */
@NullMarked
package io.jitpeers.internal.replay;

import org.jspecify.annotations.NullMarked;

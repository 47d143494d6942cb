/**
 * Refuses replayed initiations, which an attacker has recorded and sends again. Begin with {@link
 * io.jitpeers.internal.replay.LocalReplayMemory}.
 */
@NullMarked
package io.jitpeers.internal.replay;

import org.jspecify.annotations.NullMarked;

/**
 * The hot set: the peers that the orchestrator believes to be on the device. Begin with {@link
 * io.jitpeers.internal.hotset.HotSet}.
 */
@NullMarked
package io.jitpeers.internal.hotset;

import org.jspecify.annotations.NullMarked;

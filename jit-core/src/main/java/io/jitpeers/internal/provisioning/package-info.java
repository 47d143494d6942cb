/**
 * Takes initiators that proved possession of their keys, and installs their peers. Begin with
 * {@link io.jitpeers.internal.provisioning.Provisioning}; {@link
 * io.jitpeers.internal.provisioning.PendingPeers} holds the pending peers.
 */
@NullMarked
package io.jitpeers.internal.provisioning;

import org.jspecify.annotations.NullMarked;

/**
 * Installs the peers of initiators that proved possession of their keys. Begin with {@link
 * io.jitpeers.internal.provisioning.Provisioning}; {@link
 * io.jitpeers.internal.provisioning.PendingPeers} holds the pending peers.
 */
@NullMarked
package io.jitpeers.internal.provisioning;

import org.jspecify.annotations.NullMarked;

/**
 * From a proved initiator to an installed peer. Begin with {@link
 * io.jitpeers.internal.provisioning.Provisioning}; {@link
 * io.jitpeers.internal.provisioning.PendingPeers} holds what is under way.
 */
@NullMarked
package io.jitpeers.internal.provisioning;

import org.jspecify.annotations.NullMarked;

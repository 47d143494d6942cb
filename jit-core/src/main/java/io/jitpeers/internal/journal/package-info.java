/**
 * A journal of the peers that this gateway installed. The journal outlives the process. Begin with
 * {@link io.jitpeers.internal.journal.PeerJournal}.
 */
@NullMarked
package io.jitpeers.internal.journal;

import org.jspecify.annotations.NullMarked;

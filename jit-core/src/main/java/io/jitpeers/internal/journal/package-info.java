/**
 * Records which peers this gateway installed, in a journal that outlives the process. Begin with
 * {@link io.jitpeers.internal.journal.PeerJournal}.
 */
@NullMarked
package io.jitpeers.internal.journal;

import org.jspecify.annotations.NullMarked;

/**
 * What this gateway installed, remembered across restarts of its process: begin with {@link
 * io.jitpeers.internal.journal.PeerJournal}.
 */
@NullMarked
package io.jitpeers.internal.journal;

import org.jspecify.annotations.NullMarked;

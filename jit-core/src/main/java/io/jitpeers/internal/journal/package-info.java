/**
 * <<<<<<< HEAD Records which peers this gateway installed, in a journal that outlives the process.
 * Begin with ======= A journal of the peers that this gateway installed. The journal outlives the
 * process. Begin with >>>>>>> v3 {@link io.jitpeers.internal.journal.PeerJournal}.
 */
@NullMarked
package io.jitpeers.internal.journal;

import org.jspecify.annotations.NullMarked;

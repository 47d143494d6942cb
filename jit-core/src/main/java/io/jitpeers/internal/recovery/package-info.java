/** Installs a peer again if its client sends data for which this gateway has no session. */
@NullMarked
package io.jitpeers.internal.recovery;

import org.jspecify.annotations.NullMarked;

/** Installs peers again whose clients send data for which this gateway has no session. */
@NullMarked
package io.jitpeers.internal.recovery;

import org.jspecify.annotations.NullMarked;

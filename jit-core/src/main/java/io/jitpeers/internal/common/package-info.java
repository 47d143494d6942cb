/**
 * What stages share: events on their way to listeners, completions of packets, demand for a peer.
 */
@NullMarked
package io.jitpeers.internal.common;

import org.jspecify.annotations.NullMarked;

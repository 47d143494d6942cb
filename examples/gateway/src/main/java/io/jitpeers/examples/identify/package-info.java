/**
 * Lists the initiations in a capture, opened with the gateway's key, for people and for programs.
 * Start with {@link io.jitpeers.examples.identify.IdentifyCommand}.
 */
@NullMarked
package io.jitpeers.examples.identify;

import org.jspecify.annotations.NullMarked;

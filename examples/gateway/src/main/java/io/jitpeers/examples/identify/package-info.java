/**
 * Who is handshaking: initiations in a capture, opened with the gateway's key, for people and for
 * programs. {@link io.jitpeers.examples.identify.IdentifyCommand} is where to begin.
 */
@NullMarked
package io.jitpeers.examples.identify;

import org.jspecify.annotations.NullMarked;

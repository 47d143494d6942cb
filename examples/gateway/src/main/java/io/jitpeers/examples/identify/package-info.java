/**
 * Decrypts the initiations in a capture with the gateway's key, and lists their senders for people
 * and for programs. Start with {@link io.jitpeers.examples.identify.IdentifyCommand}.
 */
@NullMarked
package io.jitpeers.examples.identify;

import org.jspecify.annotations.NullMarked;

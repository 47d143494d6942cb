/**
 * Whether a gateway would run: each check looks at one thing and says what it found in a sentence.
 * {@link io.jitpeers.examples.gateway.check.Checks} is where to begin.
 */
@NullMarked
package io.jitpeers.examples.gateway.check;

import org.jspecify.annotations.NullMarked;

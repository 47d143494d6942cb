/**
 * Checks whether a gateway would work: each check tests one thing and reports its finding as a
 * sentence. Start with {@link io.jitpeers.examples.gateway.check.Checks}.
 */
@NullMarked
package io.jitpeers.examples.gateway.check;

import org.jspecify.annotations.NullMarked;

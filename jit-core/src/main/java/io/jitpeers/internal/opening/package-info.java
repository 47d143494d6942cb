/**
 * Opens initiations: decrypts and checks them by Diffie-Hellman. A bounded queue holds the
 * initiations that wait, because opening is the most expensive stage. Begin with {@link
 * io.jitpeers.internal.opening.OpenStage}.
 */
@NullMarked
package io.jitpeers.internal.opening;

import org.jspecify.annotations.NullMarked;

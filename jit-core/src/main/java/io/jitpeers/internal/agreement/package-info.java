/**
 * Chooses the implementation of X25519 that opens initiations. Begin with {@link
 * io.jitpeers.internal.agreement.KeyAgreements}.
 */
@NullMarked
package io.jitpeers.internal.agreement;

import org.jspecify.annotations.NullMarked;

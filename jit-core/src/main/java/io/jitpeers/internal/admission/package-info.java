/** Cheap checks before any Diffie-Hellman. */
@NullMarked
package io.jitpeers.internal.admission;

import org.jspecify.annotations.NullMarked;

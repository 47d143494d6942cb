/**
 * Asks the control plane, remembers what it answered, and checks what it wants. Begin with {@link
 * io.jitpeers.internal.lookup.Lookups}.
 */
@NullMarked
package io.jitpeers.internal.lookup;

import org.jspecify.annotations.NullMarked;

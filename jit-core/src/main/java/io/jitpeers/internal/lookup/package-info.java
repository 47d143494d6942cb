/**
 * Asks the control plane, caches its answers, and checks the configs in them. Begin with {@link
 * io.jitpeers.internal.lookup.Lookups}.
 */
@NullMarked
package io.jitpeers.internal.lookup;

import org.jspecify.annotations.NullMarked;

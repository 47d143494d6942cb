/**
 * Keeps the installed peers in agreement with the control plane. Begin with {@link
 * io.jitpeers.internal.revalidation.Revalidation}.
 */
@NullMarked
package io.jitpeers.internal.revalidation;

import org.jspecify.annotations.NullMarked;

/**
 * Keeps what is installed what the control plane says. Begin with {@link
 * io.jitpeers.internal.revalidation.Revalidation}.
 */
@NullMarked
package io.jitpeers.internal.revalidation;

import org.jspecify.annotations.NullMarked;

/** The results of {@code gateway --check} on a real kernel. */
@NullMarked
package io.jitpeers.kerneltests.gateway.check;

import org.jspecify.annotations.NullMarked;

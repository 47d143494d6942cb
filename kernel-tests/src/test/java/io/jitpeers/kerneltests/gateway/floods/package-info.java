/** What floods and junk do to clients that a gateway serves. */
@NullMarked
package io.jitpeers.kerneltests.gateway.floods;

import org.jspecify.annotations.NullMarked;

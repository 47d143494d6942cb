/** Where the clients of this gateway's peers are, as the gateways of a fleet tell each other. */
@NullMarked
package io.jitpeers.internal.fleet;

import org.jspecify.annotations.NullMarked;

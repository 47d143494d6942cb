/** How long a client's first packet takes to its reply, by the way in which the gateway helps. */
package io.jitpeers.kerneltests.gateway.firstreply;

/** The ways in which a gateway can help a client's first packet, each with the real program. */
package io.jitpeers.kerneltests.gateway.ways;

/** The ways in which a gateway can handle a client's first packet, each with the real program. */
package io.jitpeers.kerneltests.gateway.ways;

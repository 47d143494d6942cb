/** A gateway that finds many peers when it starts. */
package io.jitpeers.kerneltests.gateway.restart;

/** A gateway that finds many existing peers at its start. */
package io.jitpeers.kerneltests.gateway.restart;

/** A gateway whose control plane answers so many questions in a second and refuses the others. */
package io.jitpeers.kerneltests.gateway.limits;

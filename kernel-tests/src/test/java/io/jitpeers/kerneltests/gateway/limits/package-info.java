/**
 * A gateway whose control plane answers a limited number of requests per second and refuses the
 * others.
 */
package io.jitpeers.kerneltests.gateway.limits;

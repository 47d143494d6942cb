/** Several gateway programs with one private key, which share facts in an engine. */
package io.jitpeers.kerneltests.gateway.fleet;

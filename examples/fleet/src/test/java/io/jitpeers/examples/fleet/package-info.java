/** Promises of the example that shares one control plane among many gateways. */
package io.jitpeers.examples.fleet;

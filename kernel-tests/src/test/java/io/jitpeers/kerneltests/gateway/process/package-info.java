/** Commands of jit-examples.jar as processes in network namespaces. */
package io.jitpeers.kerneltests.gateway.process;

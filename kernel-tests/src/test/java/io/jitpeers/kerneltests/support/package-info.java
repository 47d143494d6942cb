/**
 * Helpers of kernel tests: commands, network namespaces, WireGuard interfaces read with wg(8),
 * keys, and the ledger of kernel objects.
 */
package io.jitpeers.kerneltests.support;

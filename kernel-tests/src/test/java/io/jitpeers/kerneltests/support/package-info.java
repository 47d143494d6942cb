/**
 * What kernel tests need: commands, network namespaces, WireGuard interfaces as wg(8) sees them,
 * keys, and the kernel's ledger.
 */
package io.jitpeers.kerneltests.support;

/**
 * Faster implementations of X25519. With this artifact on the class path or module path, an
 * orchestrator uses the fastest implementation that works on the machine. Nothing has to be
 * configured.
 */
@NullMarked
package io.jitpeers.crypto;

import org.jspecify.annotations.NullMarked;

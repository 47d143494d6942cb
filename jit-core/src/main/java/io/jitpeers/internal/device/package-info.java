/**
 * Reads the WireGuard device and lists its peers. Begin with {@link
 * io.jitpeers.internal.device.CurrentDevice}, which detects changes of the device.
 */
@NullMarked
package io.jitpeers.internal.device;

import org.jspecify.annotations.NullMarked;

/**
 * The WireGuard device behind the store. Begin with {@link
 * io.jitpeers.internal.device.CurrentDevice}, which detects changes of the device.
 */
@NullMarked
package io.jitpeers.internal.device;

import org.jspecify.annotations.NullMarked;

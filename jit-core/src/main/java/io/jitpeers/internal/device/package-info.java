/**
 * The device behind the store. Begin with {@link io.jitpeers.internal.device.CurrentDevice}, which
 * notices when it changes.
 */
@NullMarked
package io.jitpeers.internal.device;

import org.jspecify.annotations.NullMarked;

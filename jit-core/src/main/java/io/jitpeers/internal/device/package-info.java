/** The device behind the store, and noticing when it changes. */
@NullMarked
package io.jitpeers.internal.device;

import org.jspecify.annotations.NullMarked;

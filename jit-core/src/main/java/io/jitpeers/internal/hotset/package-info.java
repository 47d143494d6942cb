/** The peers believed to be on the device. */
@NullMarked
package io.jitpeers.internal.hotset;

import org.jspecify.annotations.NullMarked;

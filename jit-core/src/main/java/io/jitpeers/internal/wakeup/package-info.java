/** Traffic from the private side brings evicted peers back. */
@NullMarked
package io.jitpeers.internal.wakeup;

import org.jspecify.annotations.NullMarked;

/** Opening initiations: the expensive stage, behind a bounded queue. */
@NullMarked
package io.jitpeers.internal.opening;

import org.jspecify.annotations.NullMarked;

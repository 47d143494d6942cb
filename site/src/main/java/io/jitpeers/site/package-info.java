/** Writes the reference pages of {@code docs} from the code. */
@NullMarked
package io.jitpeers.site;

import org.jspecify.annotations.NullMarked;

/** The only mutator of the store. */
@NullMarked
package io.jitpeers.internal.writer;

import org.jspecify.annotations.NullMarked;

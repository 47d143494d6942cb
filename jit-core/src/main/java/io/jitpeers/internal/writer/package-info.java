/**
 * The only code that changes the store. Begin with {@link io.jitpeers.internal.writer.StoreWriter}.
 */
@NullMarked
package io.jitpeers.internal.writer;

import org.jspecify.annotations.NullMarked;

/**
 * Makes the JVM load and compile the code for first packets before the first packet arrives. Begin
 * with {@link io.jitpeers.internal.warmup.WarmUp}.
 */
@NullMarked
package io.jitpeers.internal.warmup;

import org.jspecify.annotations.NullMarked;

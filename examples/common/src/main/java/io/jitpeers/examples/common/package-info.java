/** Code that the example programs share. */
@NullMarked
package io.jitpeers.examples.common;

import org.jspecify.annotations.NullMarked;

/** From settings to components and options. */
@NullMarked
package io.jitpeers.internal.settings;

import org.jspecify.annotations.NullMarked;

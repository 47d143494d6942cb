/**
 * Text settings of components, as plug-ins read them: begin with {@link
 * io.jitpeers.settings.Settings}. An unknown key is an error that names the nearest known one.
 */
@NullMarked
package io.jitpeers.settings;

import org.jspecify.annotations.NullMarked;

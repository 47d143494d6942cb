/**
 * Settings of components as text, in the form that plug-ins read. Begin with {@link
 * io.jitpeers.settings.Settings}. An unknown key is an error, whose message names the nearest known
 * key.
 */
@NullMarked
package io.jitpeers.settings;

import org.jspecify.annotations.NullMarked;

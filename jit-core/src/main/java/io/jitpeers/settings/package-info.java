/**
 * Flat text settings, and the providers that create components from them. Begin with {@link
 * io.jitpeers.settings.Settings}. A plug-in implements {@link
 * io.jitpeers.settings.ComponentProvider}. An unknown key is an error. The error message suggests a
 * similar known key if there is one.
 */
@NullMarked
package io.jitpeers.settings;

import org.jspecify.annotations.NullMarked;

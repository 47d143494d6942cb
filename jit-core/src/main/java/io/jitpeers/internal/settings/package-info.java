/**
 * Creates components and options from settings. Begin with {@link
 * io.jitpeers.internal.settings.SettingsReader}.
 */
@NullMarked
package io.jitpeers.internal.settings;

import org.jspecify.annotations.NullMarked;

/**
 * A gateway's settings: a file and flags, put together and split up among its interfaces. {@link
 * io.jitpeers.examples.gateway.settings.GatewaySettings} is where to begin.
 */
@NullMarked
package io.jitpeers.examples.gateway.settings;

import org.jspecify.annotations.NullMarked;

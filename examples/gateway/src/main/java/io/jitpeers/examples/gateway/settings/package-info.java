/**
 * A gateway's settings: the file and the flags are combined and divided among its interfaces. Start
 * with {@link io.jitpeers.examples.gateway.settings.GatewaySettings}.
 */
@NullMarked
package io.jitpeers.examples.gateway.settings;

import org.jspecify.annotations.NullMarked;

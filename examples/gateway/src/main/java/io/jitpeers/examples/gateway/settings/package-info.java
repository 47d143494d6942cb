/**
 * A gateway's settings. The settings of the file and of the command line are combined, and then
 * divided among the gateway's interfaces. Start with {@link
 * io.jitpeers.examples.gateway.settings.GatewaySettings}.
 */
@NullMarked
package io.jitpeers.examples.gateway.settings;

import org.jspecify.annotations.NullMarked;

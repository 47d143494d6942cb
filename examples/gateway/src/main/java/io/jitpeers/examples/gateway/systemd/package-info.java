/** Notifications to the service manager that started the gateway. */
@NullMarked
package io.jitpeers.examples.gateway.systemd;

import org.jspecify.annotations.NullMarked;

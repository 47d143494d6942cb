/** What the gateway tells the service manager that started it. */
@NullMarked
package io.jitpeers.examples.gateway.systemd;

import org.jspecify.annotations.NullMarked;

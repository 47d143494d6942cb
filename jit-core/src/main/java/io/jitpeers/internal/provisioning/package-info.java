/** From a proved initiator to a config to install. */
@NullMarked
package io.jitpeers.internal.provisioning;

import org.jspecify.annotations.NullMarked;

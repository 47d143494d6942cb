/**
 * The options of an orchestrator besides its components, as one immutable object per stage. Begin
 * with {@link io.jitpeers.options.ProvisioningOptions}. Every option has a default.
 */
@NullMarked
package io.jitpeers.options;

import org.jspecify.annotations.NullMarked;

/**
 * What an orchestrator can be told beyond its components, an immutable object a stage: begin with
 * {@link io.jitpeers.options.ProvisioningOptions}. Every option has a default.
 */
@NullMarked
package io.jitpeers.options;

import org.jspecify.annotations.NullMarked;

/**
 * The options of an orchestrator, in immutable objects: one for each stage or purpose. Components,
 * such as a store, are not options. Begin with {@link io.jitpeers.options.ProvisioningOptions}.
 * Every option has a default.
 */
@NullMarked
package io.jitpeers.options;

import org.jspecify.annotations.NullMarked;

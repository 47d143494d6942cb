/**
 * Contains the options of an orchestrator. Each class holds the options of one stage or purpose and
 * is immutable. Components, such as a store, are not options. Begin with {@link
 * io.jitpeers.options.ProvisioningOptions}. Every option has a default.
 */
@NullMarked
package io.jitpeers.options;

import org.jspecify.annotations.NullMarked;

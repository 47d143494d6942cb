/**
 * Traces of single provisionings, for tracing systems such as OpenTelemetry.
 *
 * <p>A {@link io.jitpeers.trace.ProvisioningTracer} is called when the provisioning of a peer
 * begins and ends, and when each stage of the provisioning begins and ends. The tracer returns the
 * header fields with which the control plane continues the same trace. The module {@code
 * jit-micrometer} contains a tracer for Micrometer's observations.
 *
 * @since 0.1.0
 */
@NullMarked
package io.jitpeers.trace;

import org.jspecify.annotations.NullMarked;

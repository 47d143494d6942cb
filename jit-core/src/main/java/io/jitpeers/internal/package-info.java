/**
 * The implementation of the orchestrator. Begin with {@link io.jitpeers.internal.Pipeline}, which
 * puts the stages together and stops them in order.
 */
@NullMarked
package io.jitpeers.internal;

import org.jspecify.annotations.NullMarked;

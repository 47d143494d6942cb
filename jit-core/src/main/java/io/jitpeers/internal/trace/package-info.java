/**
 * Follows provisionings for a tracer and for JDK Flight Recorder. Begin with {@link
 * io.jitpeers.internal.trace.Tracers}, which calls the tracer on a thread of its own.
 */
@NullMarked
package io.jitpeers.internal.trace;

import org.jspecify.annotations.NullMarked;

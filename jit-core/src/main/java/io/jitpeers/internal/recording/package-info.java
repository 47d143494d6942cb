/**
 * Events for JDK Flight Recorder. Begin with {@link io.jitpeers.internal.recording.Recording}. The
 * event types contain no keys and no addresses.
 */
@NullMarked
package io.jitpeers.internal.recording;

import org.jspecify.annotations.NullMarked;

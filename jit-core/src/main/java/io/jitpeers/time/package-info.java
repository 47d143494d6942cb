/**
 * Time as the library sees it, so that tests can move it: begin with {@link
 * io.jitpeers.time.TimeSource}, the two clocks; {@link io.jitpeers.time.Scheduler} runs work later.
 */
@NullMarked
package io.jitpeers.time;

import org.jspecify.annotations.NullMarked;

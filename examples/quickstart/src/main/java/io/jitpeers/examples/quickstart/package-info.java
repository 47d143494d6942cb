/**
 * The quick start: the main job of JIT Peers from end to end, on embedded defaults, with every
 * claim checked.
 *
 * <p>{@link io.jitpeers.examples.quickstart.QuickStartCommand} is the command, and {@code
 * QuickStart} the order of events. Each part of the story is a class: the recorded handshakes, the
 * clients that connect, the datagrams that are refused, and the time that passes.
 */
@NullMarked
package io.jitpeers.examples.quickstart;

import org.jspecify.annotations.NullMarked;

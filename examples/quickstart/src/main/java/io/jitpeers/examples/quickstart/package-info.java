/**
 * The quick start: shows the main job of JIT Peers from end to end in one process, and checks
 * everything that it claims about the library.
 *
 * <p>{@link io.jitpeers.examples.quickstart.QuickStartCommand} is the command, and {@code
 * QuickStart} runs the parts in order. Each part has its own class: the recorded handshakes, the
 * clients that connect, the datagrams that are refused, and the passing time.
 */
@NullMarked
package io.jitpeers.examples.quickstart;

import org.jspecify.annotations.NullMarked;

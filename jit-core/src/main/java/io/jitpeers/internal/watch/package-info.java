/**
 * Who is waited for: calls of others' code are timed, named when they are slow, and noticed while
 * they hang. Begin with {@link io.jitpeers.internal.watch.CallWatch}.
 */
@NullMarked
package io.jitpeers.internal.watch;

import org.jspecify.annotations.NullMarked;

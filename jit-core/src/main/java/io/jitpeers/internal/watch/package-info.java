/**
 * Times the calls to external code, logs slow calls, and detects calls and stages that hang. Begin
 * with {@link io.jitpeers.internal.watch.CallWatch}.
 */
@NullMarked
package io.jitpeers.internal.watch;

import org.jspecify.annotations.NullMarked;

/**
 * Commands that an operator sends to a running gateway through its status server: explain, evict,
 * revoke, pin, unpin, forget-timestamp, sweep and release-brake. Begin with {@link
 * io.jitpeers.examples.operate.ExplainCommand}.
 */
@NullMarked
package io.jitpeers.examples.operate;

import org.jspecify.annotations.NullMarked;

/**
 * The locations of clients in a fleet: each gateway claims the locations of its own peers, and
 * evicts peers whose clients have moved to another gateway. Begin with {@link
 * io.jitpeers.internal.fleet.Locations}.
 */
@NullMarked
package io.jitpeers.internal.fleet;

import org.jspecify.annotations.NullMarked;

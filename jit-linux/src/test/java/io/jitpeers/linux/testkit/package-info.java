/** Shared helpers of netlink tests. */
@NullMarked
package io.jitpeers.linux.testkit;

import org.jspecify.annotations.NullMarked;

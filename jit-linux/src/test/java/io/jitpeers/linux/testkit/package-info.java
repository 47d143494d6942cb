/** What tests of netlink share. */
@NullMarked
package io.jitpeers.linux.testkit;

import org.jspecify.annotations.NullMarked;

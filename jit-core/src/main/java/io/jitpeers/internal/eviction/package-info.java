/** The eviction cron. */
@NullMarked
package io.jitpeers.internal.eviction;

import org.jspecify.annotations.NullMarked;

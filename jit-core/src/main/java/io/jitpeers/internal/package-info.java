/** What the stages share: counting and completing packets, telling listeners, timing. */
@NullMarked
package io.jitpeers.internal;

import org.jspecify.annotations.NullMarked;

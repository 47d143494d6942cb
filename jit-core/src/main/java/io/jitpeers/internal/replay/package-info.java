/** What keeps a recorded initiation from being used again. */
@NullMarked
package io.jitpeers.internal.replay;

import org.jspecify.annotations.NullMarked;

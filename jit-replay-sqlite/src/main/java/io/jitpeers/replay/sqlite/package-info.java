/**
 * A replay store in an SQLite file. The entry point is {@link
 * io.jitpeers.replay.sqlite.SqliteReplayStore}.
 */
@NullMarked
package io.jitpeers.replay.sqlite;

import org.jspecify.annotations.NullMarked;

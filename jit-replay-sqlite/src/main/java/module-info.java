import io.jitpeers.replay.sqlite.SqliteReplayStoreProvider;
import io.jitpeers.spi.ReplayStoreProvider;

/**
 * Stores the replay memory in an SQLite file, so that it survives crashes and restarts.
 *
 * @since 0.1.0
 */
module io.jitpeers.replay.sqlite {
  requires transitive io.jitpeers.core;
  requires java.sql;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;
  requires static transitive org.jspecify;

  exports io.jitpeers.replay.sqlite;

  provides ReplayStoreProvider with
      SqliteReplayStoreProvider;
}

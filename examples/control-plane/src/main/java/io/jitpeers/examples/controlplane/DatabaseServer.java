package io.jitpeers.examples.controlplane;

import java.nio.file.Path;

/**
 * A {@link ControlPlaneServer} for the peers of a database file, with the connections to that file.
 * Thread-safe.
 */
public final class DatabaseServer implements AutoCloseable {
  /**
   * The number of database connections. A query takes some microseconds, so a few connections serve
   * all threads.
   */
  private static final int CONNECTIONS = 8;

  private final PeerDatabase peers;
  private final ChangeTable changes;
  private final ControlPlaneServer server;

  private DatabaseServer(PeerDatabase peers, ChangeTable changes, ControlPlaneServer server) {
    this.peers = peers;
    this.changes = changes;
    this.server = server;
  }

  /**
   * Starts a server that answers lookups and offers streams of changes. Creates the database file
   * if it does not exist.
   *
   * @param database the SQLite file
   * @param options the server's options
   * @return a running server
   * @throws java.io.UncheckedIOException if the server cannot listen on the options' address
   * @throws RuntimeException if the file cannot be used
   */
  public static DatabaseServer start(Path database, ServerOptions options) {
    return start(DatabaseFile.openOrCreate(database), options, ServingLimits.DEFAULTS);
  }

  static DatabaseServer start(DatabaseFile file, ServerOptions options, ServingLimits limits) {
    PeerDatabase peers = PeerDatabase.open(file, CONNECTIONS);
    ChangeTable changes = null;
    try {
      changes = ChangeTable.open(file);
      return new DatabaseServer(
          peers, changes, new ControlPlaneServer(peers, changes, options, limits));
    } catch (RuntimeException e) {
      if (changes != null) {
        changes.close();
      }
      peers.close();
      throw e;
    }
  }

  /**
   * Returns the HTTP server.
   *
   * @return the server; closing this object closes the server
   */
  public ControlPlaneServer server() {
    return server;
  }

  /** Ends the server as {@link ControlPlaneServer#close} does, then closes the database. */
  @Override
  public void close() {
    server.close();
    changes.close();
    peers.close();
  }
}

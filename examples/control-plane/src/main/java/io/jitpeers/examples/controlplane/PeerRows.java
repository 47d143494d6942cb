package io.jitpeers.examples.controlplane;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.net.HostAndPort;
import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts configs to rows of the table {@code peer} and back. Stateless and thread-safe. */
final class PeerRows {
  static final String COLUMNS =
      "public_key, allowed_ips, preshared_key, endpoint, persistent_keepalive, expires_at";

  /**
   * A query for all peers. {@link #read} reads the rows of the result. A condition can be appended
   * to the query.
   */
  static final String SELECT =
      "SELECT "
          + COLUMNS
          + ", timestamp_epoch, clock_unreliable FROM peer LEFT JOIN peer_clock USING (public_key)";

  private PeerRows() {}

  /** Sets the parameters of a statement that has one parameter for each of the {@link #COLUMNS}. */
  static void bind(PreparedStatement statement, PeerConfig config) throws SQLException {
    statement.setBytes(1, config.publicKey().toBytes());
    statement.setString(2, Joiner.on(',').join(config.allowedIps()));
    statement.setBytes(3, config.presharedKey().map(PresharedKey::toBytes).orElse(null));
    statement.setString(4, config.endpoint().map(Endpoints::text).orElse(null));
    statement.setInt(5, config.persistentKeepaliveSeconds());
    statement.setString(6, config.expiresAt().map(Instant::toString).orElse(null));
  }

  /** Reads the current row of a result of {@link #SELECT}. */
  static PeerConfig read(ResultSet row) throws SQLException {
    PeerConfig.Builder config =
        PeerConfig.builder(PublicKey.ofBytes(row.getBytes(1)))
            .allowedIps(allowedIps(row.getString(2)))
            .persistentKeepaliveSeconds(row.getInt(5))
            .timestampEpoch(row.getLong(7))
            .clockUnreliable(row.getBoolean(8));
    byte @Nullable [] presharedKey = row.getBytes(3);
    if (presharedKey != null) {
      config.presharedKey(PresharedKey.ofBytes(presharedKey));
    }
    @Nullable String endpoint = row.getString(4);
    if (endpoint != null) {
      config.endpoint(endpoint(endpoint));
    }
    @Nullable String expiresAt = row.getString(6);
    if (expiresAt != null) {
      config.expiresAt(Instant.parse(expiresAt));
    }
    return config.build();
  }

  static List<IpPrefix> allowedIps(String column) {
    return Splitter.on(',').omitEmptyStrings().splitToStream(column).map(IpPrefix::parse).toList();
  }

  private static InetSocketAddress endpoint(String column) {
    HostAndPort parts = HostAndPort.fromString(column);
    return new InetSocketAddress(IpPrefix.parse(parts.getHost()).address(), parts.getPort());
  }
}

package gateway;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Repository;

/**
 * The peers of this application. This application keeps them in memory. Other applications keep
 * them in a database, and their methods block while they wait for the database.
 */
@Repository
public class PeerRepository {
  private final Map<PublicKey, List<IpPrefix>> peers = new ConcurrentHashMap<>();

  /** Adds a peer with one address. */
  public void add(PublicKey key, String allowedIp) {
    peers.put(key, List.of(IpPrefix.parse(allowedIp)));
  }

  /** Returns a peer's allowed IPs, or empty if there is no such peer. */
  public Optional<List<IpPrefix>> allowedIps(PublicKey key) {
    return Optional.ofNullable(peers.get(key));
  }
}

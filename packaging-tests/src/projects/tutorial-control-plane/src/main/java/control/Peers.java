package control;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Repository;

/** The peers, by their public keys in base64. Yours are in a database. */
@Repository
public class Peers {
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();

  /** A peer. Each change of a peer increases its version by 1. */
  public record Peer(String publicKey, List<String> allowedIps, int version) {}

  /** Adds or changes a peer. */
  public void put(String publicKey, List<String> allowedIps) {
    peers.compute(
        publicKey,
        (key, old) -> new Peer(key, allowedIps, old == null ? 1 : old.version() + 1));
  }

  /** Finds a peer. */
  public Optional<Peer> find(String publicKey) {
    return Optional.ofNullable(peers.get(publicKey));
  }
}

package gateway;

import io.jitpeers.wireguard.PublicKey;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Adds peers to the repository, for whoever may call the application. */
@RestController
public class PeerController {
  private final PeerRepository peers;

  PeerController(PeerRepository peers) {
    this.peers = peers;
  }

  /** Adds a peer, whose key is in hex, with one address. */
  @PutMapping("/peers/{key}")
  public void add(@PathVariable String key, @RequestBody String allowedIp) {
    peers.add(PublicKey.ofHex(key), allowedIp);
  }
}

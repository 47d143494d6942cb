package control;

import com.fasterxml.jackson.annotation.JsonProperty;
import control.Peers.Peer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class PeerController {
  private final Peers peers;
  private final byte[] authorization;

  PeerController(Peers peers, @Value("${gateway.token}") String token) {
    this.peers = peers;
    this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
  }

  /** The answer, with the fields of the HTTP API. */
  record Config(
      int version,
      @JsonProperty("public_key") String publicKey,
      @JsonProperty("allowed_ips") List<String> allowedIps) {}

  @GetMapping("/peer/{key}")
  ResponseEntity<Config> peer(
      @PathVariable String key,
      @RequestHeader(name = "Authorization", defaultValue = "") String sent) {
    if (!MessageDigest.isEqual(authorization, sent.getBytes(StandardCharsets.UTF_8))) {
      return ResponseEntity.status(401).build();
    }
    return peers.find(base64(key)).map(PeerController::found).orElseGet(PeerController::unknown);
  }

  /** Spring compares the ETag with the gateway's, and answers 304 if they are equal. */
  private static ResponseEntity<Config> found(Peer peer) {
    return ResponseEntity.ok()
        .eTag("v" + peer.version())
        .header("Cache-Control", "private, max-age=300, stale-if-error=3600")
        .body(new Config(1, peer.publicKey(), peer.allowedIps()));
  }

  private static ResponseEntity<Config> unknown() {
    return ResponseEntity.notFound().header("Cache-Control", "private, max-age=30").build();
  }

  /** Converts the path's key from URL-safe base64 without padding to standard base64. */
  private static String base64(String key) {
    return key.replace('-', '+').replace('_', '/') + "=";
  }
}

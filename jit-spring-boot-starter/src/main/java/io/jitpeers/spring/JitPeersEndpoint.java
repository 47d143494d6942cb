package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.wireguard.PublicKey;
import java.util.Base64;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.lang.Nullable;

/**
 * The actuator endpoint {@code jitpeers}: what the gateway does now, why a peer can or cannot
 * connect, and commands. It shows which clients are connected, so it should be exposed to operators
 * only. Its default access is read-only. Commands need {@code
 * management.endpoint.jitpeers.access=unrestricted}, or {@code unrestricted} as the default access
 * of all endpoints. Thread-safe.
 */
@Endpoint(id = "jitpeers", defaultAccess = Access.READ_ONLY)
public class JitPeersEndpoint {
  private static final int PEERS_UNLESS_ASKED = 100;

  private final EndpointReport report;
  private final EndpointCommands commands;

  /**
   * Creates an endpoint.
   *
   * @param orchestrator the orchestrator that the endpoint shows and controls
   */
  public JitPeersEndpoint(JitOrchestrator orchestrator) {
    this.report = new EndpointReport(orchestrator);
    this.commands = new EndpointCommands(orchestrator);
  }

  /**
   * Returns the health, the device, counters and resident peers. The request is {@code GET
   * /actuator/jitpeers}.
   *
   * @param limit the maximum number of peers, 100 if it is null
   * @return the report, with field names in camel case
   */
  @ReadOperation
  public Map<String, Object> snapshot(@Nullable Integer limit) {
    int peers = limit == null ? PEERS_UNLESS_ASKED : limit;
    if (peers < 0) {
      throw new InvalidEndpointRequestException(
          "limit is negative", "limit must be zero or positive");
    }
    return report.snapshot(peers);
  }

  /**
   * Explains whether a peer can connect, and reports what the gateway knows about the peer; see
   * {@link JitOrchestrator#explain}. The request is {@code GET /actuator/jitpeers/KEY}.
   *
   * @param key the public key, in the URL-safe form of base64 or in hex. The form that wg(8) prints
   *     works too, unless the key begins with a slash or contains two consecutive slashes: such a
   *     key cannot be part of the URL's path
   * @return the explanation, whether or not the peer is resident, with field names in camel case
   */
  @ReadOperation
  public Map<String, Object> peer(@Selector(match = Match.ALL_REMAINING) String... key) {
    return report.explanation(parse(String.join("/", key)));
  }

  /**
   * Executes a command. The request is {@code POST /actuator/jitpeers/COMMAND}, and its body is a
   * JSON object with the other parameters. Blocks until the command is done, at most 8 s.
   *
   * @param command the command. {@code evict}, {@code revoke}, {@code pin}, {@code unpin} and
   *     {@code forget-timestamp} need a key; {@code sweep}, {@code release-brake}, {@code
   *     pause-eviction} and {@code resume-eviction} do not
   * @param key the public key, in one of the forms of {@link #peer}
   * @param dryRun whether a sweep only reports what it would evict; false if null
   * @return the result of the command
   */
  @WriteOperation
  public Map<String, Object> command(
      @Selector String command, @Nullable String key, @Nullable Boolean dryRun) {
    return commands.execute(command, key == null ? null : parse(key), Boolean.TRUE.equals(dryRun));
  }

  private static PublicKey parse(String text) {
    try {
      if (text.length() == 2 * PublicKey.LENGTH) {
        return PublicKey.ofHex(text);
      }
      return PublicKey.ofBytes(
          Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
    } catch (IllegalArgumentException e) {
      throw new InvalidEndpointRequestException(
          "not a public key: " + e.getMessage(),
          "key must be a public key: 44 characters of base64 as wg prints it, 43 of base64url, or"
              + " 64 of hex");
    }
  }
}

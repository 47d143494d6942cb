package io.jitpeers.examples.controlplane;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jitpeers.examples.common.SecretFile;
import io.jitpeers.examples.common.Version;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code control-plane peer add}. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Adds a peer, or replaces the peer that has the same key. Creates the database if it does"
            + " not exist.")
final class PeerAddCommand extends DatabaseCommand {
  @Parameters(paramLabel = "KEY", description = "The peer's public key, as wg prints it.")
  private String key = "";

  @Option(
      names = "--allowed-ip",
      required = true,
      split = ",",
      paramLabel = "PREFIX",
      description =
          "A prefix or address that only this peer uses inside the tunnel. For several, use"
              + " commas or repeat the option.")
  private List<String> allowedIps = new ArrayList<>();

  @Option(
      names = "--preshared-key-file",
      paramLabel = "FILE",
      description = "The preshared key, as \"wg genpsk\" writes it.")
  private @Nullable Path presharedKeyFile;

  @Option(
      names = "--endpoint",
      paramLabel = "ADDRESS",
      description =
          "The peer's endpoint if it is fixed, such as 192.0.2.7:51820 or [2001:db8::7]:51820.")
  private @Nullable String endpoint;

  @Option(
      names = "--keepalive",
      paramLabel = "SECONDS",
      description = "How often the gateway sends keepalives; 0, the default, is never.")
  private int keepalive;

  @Option(
      names = "--expires-at",
      paramLabel = "TIME",
      description = "The time when the peer expires, such as 2030-12-31T23:59:59Z.")
  private @Nullable String expiresAt;

  @Mixin private NestingOption nesting = new NestingOption();

  @Option(
      names = "--clock-unreliable",
      description =
          "The clock of the peer's client may fall back, for example because it has no battery."
              + " Gateways with replay.policy=allow-clock-reset then still let the client in.")
  private boolean clockUnreliable;

  /** Creates the command; called by picocli. */
  PeerAddCommand() {}

  @Override
  int run() throws IOException {
    PeerConfig config = config();
    DatabaseFile file = DatabaseFile.openOrCreate(database());
    boolean replaced;
    try (PeerEdit edit = PeerEdit.begin(file)) {
      replaced = edit.put(config);
      edit.claim(config.publicKey(), config.allowedIps(), nesting.isGiven());
      edit.commit();
    } catch (OverlapException e) {
      return fail(String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      throw file.failure("writing", e);
    }
    print((replaced ? "replaced " : "added ") + config.publicKey() + "\n");
    return 0;
  }

  /**
   * Creates the config from the command's options. Writes the options as a JSON document and reads
   * the document, so that added peers get the same checks as imported peers.
   */
  private PeerConfig config() throws IOException {
    try {
      // The message of this parser is more specific than the decoder's. Allowed IPs are not secret.
      allowedIps.forEach(IpPrefix::parse);
      return PeerDocument.read(document());
    } catch (PeerDocument.RefusedException | IllegalArgumentException e) {
      throw mistake(String.valueOf(e.getMessage()), e);
    }
  }

  private byte[] document() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", 1);
      json.writeStringField("public_key", key);
      json.writeFieldName("allowed_ips");
      json.writeArray(allowedIps.toArray(String[]::new), 0, allowedIps.size());
      if (presharedKeyFile != null) {
        json.writeStringField("preshared_key", SecretFile.read(presharedKeyFile));
      }
      if (endpoint != null) {
        json.writeStringField("endpoint", endpoint);
      }
      json.writeNumberField("persistent_keepalive", keepalive);
      if (expiresAt != null) {
        json.writeStringField("expires_at", expiresAt);
      }
      if (clockUnreliable) {
        json.writeStringField("clock", "unreliable");
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}

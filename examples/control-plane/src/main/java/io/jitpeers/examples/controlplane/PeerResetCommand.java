package io.jitpeers.examples.controlplane;

import io.jitpeers.examples.common.Version;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.sql.SQLException;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code control-plane peer reset}. */
@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Lets in a client whose clock fell back: increases the peer's timestamp_epoch, so that"
            + " gateways forget the newest timestamp of its handshakes. Ends with 1 if there"
            + " is no such peer.")
final class PeerResetCommand extends DatabaseCommand {
  @Parameters(paramLabel = "KEY", description = "The peer's public key, as wg prints it.")
  private String key = "";

  /** Creates the command; called by picocli. */
  PeerResetCommand() {}

  @Override
  int run() throws IOException {
    PublicKey parsed = parseKey(key);
    DatabaseFile file = DatabaseFile.open(database());
    OptionalLong epoch;
    try (PeerEdit edit = PeerEdit.begin(file)) {
      epoch = edit.reset(parsed);
      edit.commit();
    } catch (SQLException e) {
      throw file.failure("writing", e);
    }
    if (epoch.isEmpty()) {
      return fail("there is no peer " + parsed);
    }
    print("reset " + parsed + ", its timestamp epoch is " + epoch.getAsLong() + "\n");
    return 0;
  }
}

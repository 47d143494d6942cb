package io.jitpeers.examples.controlplane;

import io.jitpeers.examples.common.Version;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code control-plane peer remove}. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Removes a peer. Gateways that ask for the peer then get the answer that there is none."
            + " Ends with 1 if the database does not have the peer.")
final class PeerRemoveCommand extends DatabaseCommand {
  @Parameters(paramLabel = "KEY", description = "The peer's public key, as wg prints it.")
  private String key = "";

  /** Creates the command; called by picocli. */
  PeerRemoveCommand() {}

  @Override
  int run() throws IOException {
    PublicKey parsed = parseKey(key);
    DatabaseFile file = DatabaseFile.open(database());
    boolean removed;
    try (PeerEdit edit = PeerEdit.begin(file)) {
      removed = edit.remove(parsed);
      edit.commit();
    } catch (SQLException e) {
      throw file.failure("writing", e);
    }
    if (!removed) {
      return fail("there is no peer " + parsed);
    }
    print("removed " + parsed + "\n");
    return 0;
  }
}

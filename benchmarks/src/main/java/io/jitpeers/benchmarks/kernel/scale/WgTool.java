package io.jitpeers.benchmarks.kernel.scale;

import io.jitpeers.wireguard.PublicKey;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs wg(8) as a user would: each command is a process, started directly in the caller's
 * namespace.
 */
final class WgTool {
  /**
   * The maximum number of peers in one command. 3,000 peers take 170 KB, which every system accepts
   * as a command line.
   */
  private static final int PEERS_A_COMMAND = 3_000;

  private static final long PATIENCE_SECONDS = 300;

  private final String interfaceName;

  WgTool(String interfaceName) {
    this.interfaceName = interfaceName;
  }

  /** Installs the peers of a file. */
  void install(Path conf) throws IOException, InterruptedException {
    run(List.of("wg", "addconf", interfaceName, conf.toString()));
  }

  /** Lists the peers and discards the output. */
  void list() throws IOException, InterruptedException {
    run(List.of("wg", "show", interfaceName, "dump"));
  }

  /** Removes peers, with as many commands as needed. */
  void remove(List<PublicKey> keys) throws IOException, InterruptedException {
    for (int from = 0; from < keys.size(); from += PEERS_A_COMMAND) {
      List<PublicKey> some = keys.subList(from, Math.min(keys.size(), from + PEERS_A_COMMAND));
      List<String> command = new ArrayList<>(List.of("wg", "set", interfaceName));
      for (PublicKey key : some) {
        command.addAll(List.of("peer", key.toBase64(), "remove"));
      }
      run(command);
    }
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError("not done: " + command.subList(0, 3));
      }
    } finally {
      process.destroyForcibly();
    }
  }
}

package io.jitpeers.kerneltests.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Commands;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/tutorials/gateway.md, line by line. Only the folders and the name of the
 * client's namespace are filled in.
 */
class TutorialKernelIT {
  private final String client = "jit" + ProcessHandle.current().pid() + "-tutorial";
  @TempDir Path folder;

  @AfterEach
  void deleteTheClient() {
    // The page deletes it too; this is for a failure before that.
    var unused = Commands.here().attempt("ip", "netns", "delete", client);
  }

  @Test
  void aReaderHasAClientThatGoesAndComesBack() throws Exception {
    List<List<String>> steps = DocumentedBlocks.of("tutorials/gateway.md", getClass());
    assertThat(steps).hasSize(7);
    try (NetNamespace machine = NetNamespace.create("machine")) {
      try (DocumentedShell shell = new DocumentedShell(machine, this::filledIn)) {
        shell.follow(steps.get(0));
        shell.follow(steps.get(1));
        shell.follow(steps.get(2));
        assertThat(shell.follow(steps.get(3))).contains("1 received");

        assertThat(shell.follow(steps.get(4))).containsPattern("^[A-Za-z0-9+/]{43}=\\s+[1-9]\\d+");

        goAndComeBack(shell, steps.get(5));
        assertThat(shell.latest().terminate()).isZero();
      }
      shellWithoutPrograms(machine, steps.get(6));
    }
  }

  private static void goAndComeBack(DocumentedShell shell, List<String> lines) {
    assertThat(lines).hasSize(5);
    assertThat(shell.follow(lines.get(0))).contains("The peer has been on the device for");
    shell.follow(lines.get(1));
    assertThat(shell.follow(lines.get(2))).isBlank();
    assertThat(shell.follow(lines.get(3))).contains("1 received");
    assertThat(shell.follow(lines.get(4))).containsPattern("^[A-Za-z0-9+/]{43}=$");
  }

  private void shellWithoutPrograms(NetNamespace machine, List<String> lines) {
    try (DocumentedShell shell = new DocumentedShell(machine, this::filledIn)) {
      shell.follow(lines);
    }
    assertThat(folder.resolve("jit-gateway")).doesNotExist();
    assertThat(Commands.here().run("ip", "netns", "list")).doesNotContain(client);
  }

  private String filledIn(String line) {
    return line.replaceAll("(netns (?:add|delete|exec)|netns|-n) client\\b", "$1 " + client)
        .replace("/etc/jit-gateway", folder.resolve("jit-gateway").toString())
        .replace("/etc/wireguard", folder.resolve("wireguard").toString());
  }
}

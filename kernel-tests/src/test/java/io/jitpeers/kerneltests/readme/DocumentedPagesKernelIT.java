package io.jitpeers.kerneltests.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ExamplesProcess;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.Repository;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of these pages, on a kernel: explain.md, fleet.md, gateway.md, linux.md, nfqueue.md,
 * outbound.md, simulate.md and status.md. Only what a reader has to replace is filled in.
 */
class DocumentedPagesKernelIT {
  private static final String KEY = TestKeys.publicKey(2).toBase64();
  private static final Path CAPTURES = Repository.file("jit-pcap/src/test/resources/fixtures");

  @TempDir Path folder;
  private NetNamespace machine;
  private NetNamespace router;
  private DocumentedShell shell;
  private final List<DocumentedShell> programs = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    machine = NetNamespace.create("machine");
    router = NetNamespace.create("router");
    machine.connect("eth0", "192.0.2.1/24", router, "192.0.2.254/24");
    shell = new DocumentedShell(machine, this::filledIn);
    Files.writeString(folder.resolve("token"), "of-this-test\n");
  }

  @AfterEach
  void stop() {
    programs.forEach(DocumentedShell::close);
    shell.close();
    machine.close();
    router.close();
  }

  private String filledIn(String line) {
    String command =
        line.replace("java -jar jit-examples.jar", ExamplesProcess.SPELLED)
            .replace("explain KEY", "explain " + KEY)
            .replace("$KEY", KEY.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"))
            .replace("-file FILE", "-file token")
            .replace("ENGINE_NETWORK", "203.0.113.0/24")
            .replace("OWN_ADDRESS", "192.0.2.1")
            .replace("ADDRESS", "198.51.100.1")
            .replace("ROUTER", "192.0.2.254");
    return "cd " + folder + "; " + command;
  }

  /** Starts a gateway that accepts commands. Its command line is not run in a folder. */
  private void startGateway(String line) {
    String token = folder.resolve("token").toString();
    DocumentedShell elsewhere = new DocumentedShell(machine, command -> command);
    programs.add(elsewhere);
    elsewhere.follow(line + " --operator-token-file " + token + " &");
  }

  @Test
  void aGatewayExplains() throws Exception {
    WireGuardInterface.create(machine, "wg0").configure(TestKeys.privateKey(1), 51820).up();
    startGateway(lines("gateway.md", 2).get(0));

    String verdict = shell.follow(lines("explain.md", 1).get(0)).lines().findFirst().orElseThrow();

    assertThat(shell.follow(lines("gateway.md", 2).get(1))).startsWith(verdict);
    List<String> ofTheStatusServer = lines("status.md", 2);
    assertThat(shell.follow(ofTheStatusServer.get(0))).startsWith(verdict);
    assertThat(shell.follow(ofTheStatusServer.get(1))).contains("\"prospect\"");
  }

  @Test
  void peersAreListed() throws Exception {
    WireGuardInterface wg =
        WireGuardInterface.create(machine, "wg0").configure(TestKeys.privateKey(1), 51820).up();
    wg.set("peer", KEY);

    assertThat(shell.follow(lines("linux.md", 2).get(0))).contains(KEY);
  }

  @Test
  void initiationsInACaptureAreIdentifiedAndSimulated() throws Exception {
    Files.copy(CAPTURES.resolve("ethernet.pcap"), folder.resolve("gateway.pcap"));
    Matcher key =
        Pattern.compile("\"gateway_private_key\":\"([^\"]+)\"")
            .matcher(Files.readString(CAPTURES.resolve("ethernet.json")));
    assertThat(key.find()).isTrue();
    Files.writeString(folder.resolve("wg0.key"), key.group(1));

    assertThat(shell.follow(lines("linux.md", 2).get(1)))
        .contains("1FfzsSnMElBccCdaGTHo4XEdrwtzX8lyEkYIJ9z8vGQ=");
    // The capture lasts for seconds, which the simulation says.
    assertThat(attempt(String.join("\n", lines("simulate.md", 2))))
        .contains("nothing can be simulated: the traffic is too short for 10 sweeps");
  }

  @Test
  void firewallRulesAreAccepted() throws Exception {
    shell.follow(lines("nfqueue.md", 3));
    shell.follow(lines("outbound.md", 4));

    assertThat(machine.run("nft", "list", "table", "inet", "jit"))
        .contains("queue flags bypass to 51820")
        .contains("chain output");
  }

  @Test
  void routesNameTheCommonAddress() throws Exception {
    shell.follow(lines("fleet.md", 3));

    assertThat(machine.run("ip", "route", "get", "203.0.113.9")).contains("src 192.0.2.1");
    assertThat(machine.run("ip", "route", "get", "198.18.0.9")).contains("src 198.51.100.1");
  }

  /** Runs commands of which the last one may fail, and returns what they print. */
  private String attempt(String script) {
    return shell.follow("( " + script + " ) 2>&1 || true");
  }

  /** Returns the lines of the blocks in a page that name this test, whose number is fixed. */
  private static List<String> lines(String page, int number) throws Exception {
    List<String> lines =
        DocumentedBlocks.of(page, DocumentedPagesKernelIT.class).stream()
            .flatMap(List::stream)
            .toList();
    assertThat(lines).as("the commands of %s", page).hasSize(number);
    return lines;
  }
}

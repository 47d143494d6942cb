package io.jitpeers.examples.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.gateway.fleet.DirectoryCommand.Surroundings;
import io.jitpeers.testkit.InMemoryFleet;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands {@code fleet locate} and {@code fleet list}. */
class LocateCommandTest {
  private final InMemoryFleet fleet = new InMemoryFleet();
  private final Printed out = new Printed();
  private final Printed err = new Printed();
  private final StringWriter usage = new StringWriter();
  private final Surroundings surroundings =
      new Surroundings(out.stream, err.stream, options -> fleet.member());

  private int locate(String subject) {
    return execute(new LocateCommand(surroundings), subject, "--url", "redis://127.0.0.1");
  }

  private int list() {
    return execute(new ListCommand(surroundings), "--url", "redis://127.0.0.1");
  }

  private int execute(Object command, String... arguments) {
    return new CommandLine(command).setErr(new PrintWriter(usage)).execute(arguments);
  }

  @Test
  void saysWhoHasAPeerByItsKey() throws Exception {
    Located.claim(
        fleet.directory(), Located.at(Located.ALICE, "10.9.0.1", 0, "10.0.0.2/32", "fd00::2/128"));
    assertThat(locate(Located.ALICE.toBase64())).isZero();
    assertThat(out.lines())
        .containsExactly(
            "peer: " + Located.ALICE.toBase64(),
            "  gateway: 10.9.0.1",
            "  endpoint: 192.0.2.7:51820",
            "  allowed ips: 10.0.0.2/32, fd00::2/128",
            "  timestamp: 2026-01-01T12:00:00Z");
  }

  @Test
  void saysWhoHasAPeerByAnAddress() throws Exception {
    Located.claim(fleet.directory(), Located.at(Located.ALICE, "a", 0, "10.0.0.0/24"));
    Located.claim(fleet.directory(), Located.at(Located.BOB, "b", 0, "10.0.0.7/32"));
    assertThat(locate("10.0.0.7")).isZero();
    assertThat(out.text()).contains("gateway: b").contains(Located.BOB.toBase64());
  }

  @Test
  void whatIsUnknownIsCalledSo() throws Exception {
    Located.claim(fleet.directory(), Located.vague(Located.ALICE, "a"));
    assertThat(locate(Located.ALICE.toBase64())).isZero();
    assertThat(out.lines())
        .contains("  endpoint: unknown", "  allowed ips: -", "  timestamp: unknown");
  }

  @Test
  void aPeerThatNobodyHasIsAFailure() {
    assertThat(locate(Located.ALICE.toBase64())).isEqualTo(1);
    assertThat(err.lines()).containsExactly("no gateway has the peer " + Located.ALICE.toBase64());
    assertThat(out.text()).isEmpty();
  }

  @Test
  void anAddressThatNobodyHasIsAFailure() {
    assertThat(locate("fd00::9")).isEqualTo(1);
    assertThat(err.lines()).containsExactly("no gateway has a peer with the address fd00::9");
  }

  @Test
  void anythingElseIsAMistake() {
    assertThat(locate("nonsense")).isEqualTo(2);
    assertThat(usage.toString()).contains("a public key in Base64 or an IP address");
  }

  @Test
  void anEngineThatDoesNotAnswerIsAFailure() {
    fleet.reachable(false);
    assertThat(locate("10.0.0.7")).isEqualTo(1);
    assertThat(list()).isEqualTo(1);
    assertThat(err.lines())
        .hasSize(2)
        .containsOnly("the locations cannot be read: the engine is not reachable");
  }

  @Test
  void listsALineForEachPeer() throws Exception {
    Located.claim(fleet.directory(), Located.vague(Located.ALICE, "a"));
    Located.claim(fleet.directory(), Located.at(Located.BOB, "b", 0, "10.0.0.7/32", "10.0.1.0/24"));
    assertThat(list()).isZero();
    assertThat(out.lines())
        .containsExactlyInAnyOrder(
            Located.ALICE.toBase64() + " a - - -",
            Located.BOB.toBase64()
                + " b 192.0.2.7:51820 10.0.0.7/32,10.0.1.0/24 2026-01-01T12:00:00Z");
  }

  @Test
  void anEmptyListIsNoFailure() {
    assertThat(list()).isZero();
    assertThat(out.text()).isEmpty();
  }
}

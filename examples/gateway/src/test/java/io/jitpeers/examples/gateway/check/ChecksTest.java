package io.jitpeers.examples.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.netlink.NetlinkTestKit;
import io.jitpeers.testkit.ManualPacketSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is checked before a gateway starts, but for the firewall. */
class ChecksTest extends CheckedMachine {
  @Test
  void nothingIsWrong() {
    Findings findings = run();

    assertThat(findings.all()).allMatch(finding -> finding.grade() == Findings.Grade.OK);
    assertThat(findings.wouldRun()).isTrue();
    assertThat(findings.all().toString())
        .contains("listens on port 51820", "no other gateway", "answers", "can be opened")
        .contains("first packet of a new client on wg0 is handled by replay");
  }

  @Test
  void theFirstPacketIsHandledAsItIsSet() {
    settings.put("provisioning.first-packet", "initiate-back");

    assertThat(run().all().toString()).contains("is handled by initiate-back");
  }

  @Test
  void aClockThatWasNeverSet() {
    time.stepWallClock(Duration.ofDays(-20_000));

    assertOnly("FAIL", "the clock says 1971", "set it");
  }

  @Test
  void capabilitiesThatCannotBeRead() {
    capabilities = "";
    assertOnly("warn", "capabilities cannot be read", "no such file");

    capabilities = "Name:\tjava\n";
    assertOnly("warn", "no line CapEff:");
  }

  @Test
  void aSettingThatIsNotKnown() {
    settings.put("eviction.evry", "1m");

    assertOnly("FAIL", "did you mean eviction.every?");
  }

  @Test
  void settingsForRecoveryAreAccepted() {
    settings.put("transport-source", "pcap");
    settings.put("transport-source.pcap.interface", "nflog:5");
    settings.put("recovery.rate", "100");
    settings.put("eviction.recover-sessions", "true");
    settings.put("eviction.lossless-floor", "30s");

    assertThat(run().all().toString()).contains("the settings of wg0 can be used");
  }

  @Test
  void anInterfaceThatIsNotThere() {
    settings.put("gateway.interfaces", "wg5");

    assertThat(run().all().toString()).contains("wg5", "the packet source was not tried");
    assertThat(run().wouldRun()).isFalse();
  }

  @Test
  void anInterfaceOfWhichNobodyKnowsWhetherItIsUp() {
    interfaceFailure = new IOException("not permitted");

    assertOnly("warn", "whether the interface wg0 is up cannot be told", "not permitted");
  }

  @Test
  void anotherGatewayHasTheInterface() throws Exception {
    try (NetlinkPeerStore other = NetlinkTestKit.store(kernel, "wg0")) {
      other.claim();

      assertOnly("FAIL", "wg0", "another");
    }
    assertThat(run().wouldRun()).isTrue();
  }

  @Test
  void aCaptureThatCannotBeOpened() {
    source =
        () -> {
          throw new UncheckedIOException(new IOException("install the package libpcap0.8"));
        };

    assertOnly("FAIL", "install the package libpcap0.8");
  }

  @Test
  void aSourceThatOnlyWatches() {
    source = () -> new ManualPacketSource().notReturningPackets();

    assertOnly("warn", "cannot give packets back", "the kernel initiates");
  }

  @Test
  void aSourceThatOnlyWatchesIsFineWhereNothingIsToBeGivenBack() {
    source = () -> new ManualPacketSource().notReturningPackets();
    settings.put("provisioning.first-packet", "wait");

    assertThat(run().all()).allMatch(finding -> finding.grade() == Findings.Grade.OK);
  }

  @Test
  void aControlPlaneThatRefuses() {
    status = 401;

    assertOnly("FAIL", "the control plane of wg0 at http://127.0.0.1", "401");
  }

  @Test
  void aControlPlaneThatKnowsEverybody() {
    status = 200;

    assertOnly("FAIL", "the control plane of wg0");
  }

  @Test
  void aControlPlaneThatIsNotThere() {
    controlPlane.stop(0);

    assertOnly("FAIL", "the control plane of wg0", "does not answer as it should");
  }

  @Test
  void aStatusAddressThatIsTaken() {
    listenFailure = new IOException("Address already in use");

    assertOnly("FAIL", "127.0.0.1:9586", "already in use", "--status-address");
  }

  @Test
  void anyAddressForPeers() {
    settings.remove("peer-config.permitted-allowed-ips");

    assertOnly("warn", "may give the peers of wg0 any address");
  }
}

package io.jitpeers.kerneltests.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.wireguard.IpPrefix;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WireGuardDumpTest {
  private static final String KEY = TestKeys.publicKey(1).toBase64();

  @Test
  void deviceWithoutKeyHasNone() {
    WireGuardDump dump = WireGuardDump.parse("(none)\t(none)\t0\toff\n");

    assertThat(dump).isEqualTo(new WireGuardDump(Optional.empty(), 0, List.of()));
  }

  @Test
  void peersHaveAllTheirFields() {
    WireGuardDump dump =
        WireGuardDump.parse(
            "(none)\t(none)\t51820\toff\n"
                + KEY
                + "\t(none)\t[fe80::1%eth0]:7\t10.0.0.9/32,10.0.0.1/32\t1700000000\t148\t92\t25\n");

    WireGuardDump.Peer peer = dump.peer(TestKeys.publicKey(1));
    assertThat(peer.presharedKey()).isEmpty();
    assertThat(peer.endpoint()).contains("[fe80::1%eth0]:7");
    assertThat(peer.allowedIps())
        .containsExactly(IpPrefix.parse("10.0.0.1/32"), IpPrefix.parse("10.0.0.9/32"));
    assertThat(peer.latestHandshake()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    assertThat(peer.rxBytes()).isEqualTo(148);
    assertThat(peer.txBytes()).isEqualTo(92);
    assertThat(peer.persistentKeepaliveSeconds()).isEqualTo(25);
  }

  @Test
  void whatIsNotSetIsAbsent() {
    WireGuardDump dump =
        WireGuardDump.parse(
            "(none)\t(none)\t0\toff\n" + KEY + "\t(none)\t(none)\t(none)\t0\t0\t0\toff\n");

    WireGuardDump.Peer peer = dump.peer(TestKeys.publicKey(1));
    assertThat(peer.endpoint()).isEmpty();
    assertThat(peer.allowedIps()).isEmpty();
    assertThat(peer.persistentKeepaliveSeconds()).isZero();
    assertThatThrownBy(() -> dump.peer(TestKeys.publicKey(2))).isInstanceOf(AssertionError.class);
  }
}

package io.jitpeers.pcap.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jitpeers.settings.SettingsException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchedPortsTest {
  private static WatchedPorts live(List<Integer> declared, List<Integer> forwarded) {
    return WatchedPorts.of(declared, forwarded, true);
  }

  @Test
  void bothKindsAreWatched() {
    WatchedPorts ports = live(List.of(51820), List.of(443, 53));

    assertThat(ports.all().sorted()).containsExactly(53, 443, 51820);
    assertThat(ports.isForwarded(443)).isTrue();
    assertThat(ports.isForwarded(51820)).isFalse();
    assertThat(ports.isForwarded(444)).isFalse();
  }

  @Test
  void theDevicesPortsTakeThePlaceOfThoseBefore() {
    WatchedPorts ports = live(List.of(51820), List.of(443));

    assertThat(ports.follow(Set.of(51820))).isFalse();
    assertThat(ports.follow(Set.of(60000, 60001))).isTrue();

    assertThat(ports.all().sorted()).containsExactly(443, 60000, 60001);
    assertThat(ports.follow(Set.of(60001, 60000))).isFalse();
  }

  @Test
  void withoutAnyThatWereNamedTheDevicesAreWatched() {
    WatchedPorts ports = live(List.of(), List.of(443));

    assertThat(ports.follow(Set.of(51820))).isTrue();

    assertThat(ports.all().sorted()).containsExactly(443, 51820);
  }

  @Test
  void aPortThatNobodyServesIsRefused() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> live(List.of(443, 51820), List.of()).follow(Set.of(51820)))
        .withMessage(
            "packet-source.pcap.ports names 443, on which no served interface listens (they listen"
                + " on 51820); leave it out, or, if a firewall rule of this machine forwards it to"
                + " one of them, name it in packet-source.pcap.forwarded-ports instead");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> live(List.of(51820), List.of()).follow(Set.of()))
        .withMessageContaining("none has a port; set one with \"wg set NAME listen-port PORT\"");
  }

  @Test
  void itIsRefusedAgainUntilItIsServed() {
    WatchedPorts ports = live(List.of(51821), List.of());
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(SettingsException.class)
          .isThrownBy(() -> ports.follow(Set.of(51820)));
    }
    assertThat(ports.follow(Set.of(51821))).isFalse();
    assertThat(ports.follow(Set.of(51820))).isTrue();
  }

  @Test
  void aDeviceWithoutPortLeavesWhatWasWatched() {
    WatchedPorts ports = live(List.of(51820), List.of());
    ports.follow(Set.of(51820));

    assertThat(ports.follow(Set.of())).isFalse();
    assertThat(ports.all().sorted()).containsExactly(51820);
  }

  @Test
  void portsAreWrittenAsSettingsHaveThem() {
    assertThat(live(List.of(53, 443, 4000, 4001, 4002, 65_535), List.of()).all())
        .hasToString("53,443,4000-4002,65535");
    assertThat(live(List.of(), List.of()).all()).hasToString("none");
  }

  @Test
  void aForwardedPortThatADeviceComesToListenOnIsItsOwn() {
    WatchedPorts ports = live(List.of(), List.of(443));

    ports.follow(Set.of(443));
    assertThat(ports.isForwarded(443)).isFalse();
    ports.follow(Set.of(51820));
    assertThat(ports.isForwarded(443)).isTrue();
  }

  @Test
  void aFileKeepsItsPorts() {
    WatchedPorts ports = WatchedPorts.of(List.of(443), List.of(53), false);

    assertThat(ports.follow(Set.of(51820))).isFalse();

    assertThat(ports.all().sorted()).containsExactly(53, 443);
  }

  @Test
  void aCaptureThatKnowsNoPortSaysWhatToDo() {
    assertThatIllegalStateException()
        .isThrownBy(() -> live(List.of(), List.of()).requireAny())
        .withMessageContaining("packet-source.pcap.ports");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WatchedPorts.of(List.of(), List.of(), false))
        .withMessageContaining("at least one port is needed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> live(List.of(), List.of(65_536)))
        .withMessageContaining("65536");
  }
}

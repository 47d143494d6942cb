package io.jitpeers.pcap.internal.libpcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jitpeers.linux.SharedLibrary;
import io.jitpeers.pcap.PcapException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PcapErrorsTest {

  @Test
  void namesThePackageOfAMissingLibrary() {
    List<String> names = List.of("libjitpeers-absent.so.1", "libjitpeers-absent.so.0.8");
    LinkageError failure =
        catchThrowableOfType(
            SharedLibrary.MissingError.class, () -> SharedLibrary.open(names, Map.of()));
    PcapException missing = PcapErrors.missing("capturing on eth0", failure);
    assertThat(missing)
        .hasMessageStartingWith(
            "capturing on eth0: libpcap cannot be loaded as libjitpeers-absent.so.1,"
                + " libjitpeers-absent.so.0.8: Unable to load library 'libjitpeers-absent.so.1': ")
        .hasMessageEndingWith(
            "; install it (Debian and Ubuntu: apt install libpcap0.8 or libpcap0.8t64; Alpine: apk"
                + " add libpcap); if it is there, name its folder with -Djna.library.path")
        .hasCause(failure);
    assertThat(missing.operation()).isEqualTo("capturing on eth0");
    assertThat(missing.status()).isZero();
  }

  @Test
  void tellsWhenTheLibraryIsTooOld() {
    UnsatisfiedLinkError failure =
        new UnsatisfiedLinkError("Error looking up function 'pcap_set_immediate_mode'");
    assertThat(PcapErrors.tooOld("capturing on eth0", failure))
        .hasMessageContaining("capturing on eth0: this machine's libpcap is older than 1.5")
        .hasMessageContaining("pcap_set_immediate_mode");
  }

  @Test
  void saysTheSameThingOnce() {
    assertThat(PcapErrors.describe("No such device exists", "No such device exists"))
        .isEqualTo("No such device exists");
    assertThat(PcapErrors.describe("No such device exists", "")).isEqualTo("No such device exists");
    assertThat(PcapErrors.describe("That device is not up", "eth0: ioctl"))
        .isEqualTo("That device is not up (eth0: ioctl)");
  }
}

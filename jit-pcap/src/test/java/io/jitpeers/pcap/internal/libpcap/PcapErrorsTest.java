package io.jitpeers.pcap.internal.libpcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.PcapException;
import org.junit.jupiter.api.Test;

class PcapErrorsTest {

  @Test
  void namesThePackageOfAMissingLibrary() {
    UnsatisfiedLinkError failure =
        new UnsatisfiedLinkError(
            "Unable to load library 'libpcap.so.1':\nlibpcap.so.1: wrong ELF class\nand more");
    PcapException missing = PcapErrors.missing("capturing on eth0", failure);
    assertThat(missing)
        .hasMessageContaining("capturing on eth0: libpcap cannot be loaded as")
        .hasMessageContaining("libpcap.so.1, libpcap.so.0.8")
        .hasMessageContaining("package libpcap0.8 on Debian")
        .hasMessageEndingWith(
            "(JNA says: Unable to load library 'libpcap.so.1': libpcap.so.1: wrong ELF class)")
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

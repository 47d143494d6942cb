package io.jitpeers.pcap.internal.libpcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.PcapException;
import org.junit.jupiter.api.Test;

class PcapErrorsTest {

  @Test
  void namesThePackageOfAMissingLibrary() {
    UnsatisfiedLinkError failure =
        new UnsatisfiedLinkError("Unable to load library 'libpcap.so.1'");
    PcapException missing = PcapErrors.missing("capturing on eth0", failure);
    assertThat(missing)
        .hasMessageContaining("capturing on eth0: libpcap was not found")
        .hasMessageContaining("libpcap.so.1, libpcap.so.0.8")
        .hasMessageContaining("package libpcap0.8 on Debian")
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

  @Test
  void tellsWhenJnaItselfCannotBeLoaded() {
    NoClassDefFoundError failure =
        new NoClassDefFoundError("Could not initialize class com.sun.jna.Native");
    failure.initCause(new UnsatisfiedLinkError("/tmp/pcap/jna.tmp: failed to map segment"));
    assertThat(PcapErrors.missing("capturing on eth0", failure))
        .hasMessageContaining("JNA cannot load its library")
        .hasMessageContaining("-Djna.tmpdir")
        .hasMessageEndingWith("(JNA says: /tmp/pcap/jna.tmp: failed to map segment)");
  }
}

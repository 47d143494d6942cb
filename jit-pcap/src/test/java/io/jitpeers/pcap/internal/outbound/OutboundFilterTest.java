package io.jitpeers.pcap.internal.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.pcap.internal.libpcap.FilterProgram;
import io.jitpeers.pcap.testkit.RequiresLibPcap;
import io.jitpeers.testkit.IpPackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The destinations that the filter accepts, as compiled and run by libpcap itself. */
@RequiresLibPcap
class OutboundFilterTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, true",
    "223.255.255.255, true",
    "169.253.1.1, true",
    "169.254.1.1, false",
    "224.0.0.251, false",
    "255.255.255.255, false",
    "2001:db8::1, true",
    "fd00::1, true",
    "fec0::1, true",
    "fe80::1, false",
    "febf::1, false",
    "ff02::fb, false"
  })
  void letsThroughWhatCouldBeForAPeer(String destination, boolean accepted) throws Exception {
    boolean ipv6 = destination.contains(":");
    byte[] packet =
        IpPackets.udp(
            IpPackets.at(ipv6 ? "2001:db8::9" : "192.0.2.9", 1),
            IpPackets.at(destination, 2),
            new byte[4]);
    try (FilterProgram program =
        FilterProgram.compile(LinkType.RAW.dlt(), OutboundFilter.DESTINATIONS)) {
      assertThat(program.matches(packet)).isEqualTo(accepted);
    }
  }

  @Test
  void refusesOtherLinks() throws Exception {
    assertThat(OutboundFilter.expression("capturing", LinkType.RAW.dlt())).startsWith("outbound ");
    assertThatExceptionOfType(PcapException.class)
        .isThrownBy(() -> OutboundFilter.expression("capturing", LinkType.EN10MB.dlt()))
        .withMessageContaining("name the WireGuard interface");
  }
}

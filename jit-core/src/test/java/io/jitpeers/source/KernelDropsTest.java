package io.jitpeers.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;

class KernelDropsTest {
  private static final String HEADER =
      "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode ref pointer drops";

  private static InetSocketAddress address(String literal, int port) {
    return new InetSocketAddress(InetAddresses.forString(literal), port);
  }

  private static String row(String local, long drops) {
    return " 1234: "
        + local
        + " 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 17216 2"
        + " 0000000000000000 "
        + drops;
  }

  @Test
  void sumsTheRowsOfItsAddress() {
    Assumptions.assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    long sum =
        KernelDrops.sum(
            Stream.of(
                HEADER,
                row("0100007F:CA6C", 7),
                row("0100007F:CA6D", 100),
                row("00000000:CA6C", 100),
                row("0000000000000000FFFF00000100007F:CA6C", 5_000_000_000L),
                ""),
            KernelDrops.asWrittenByKernel(address("127.0.0.1", 51_820)));
    assertThat(sum).isEqualTo(5_000_000_007L);
  }

  @Test
  void writesAddressesAsTheKernelDoes() {
    Assumptions.assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(KernelDrops.asWrittenByKernel(address("::1", 1)))
        .containsExactly("00000000000000000000000001000000:0001");
    assertThat(KernelDrops.asWrittenByKernel(address("2001:db8::a", 65_535)))
        .containsExactly("B80D012000000000000000000A000000:FFFF");
    assertThat(KernelDrops.asWrittenByKernel(address("::", 51_820)))
        .containsExactlyInAnyOrder("00000000:CA6C", "00000000000000000000000000000000:CA6C");
    assertThat(KernelDrops.asWrittenByKernel(address("0.0.0.0", 51_820)))
        .containsExactlyInAnyOrder("00000000:CA6C", "00000000000000000000000000000000:CA6C");
  }

  @Test
  void isZeroForASocketThatIsNotThere() {
    assertThat(new KernelDrops(address("192.0.2.1", 1)).read()).isZero();
  }
}

package io.jitpeers.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testing.RequiresLinux;
import io.jitpeers.testkit.Await;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Binding a port, what the builder refuses, and what the kernel drops. */
class UdpPacketSourceBindingTest {
  private DatagramSocket client;

  @BeforeEach
  void openClient() throws Exception {
    client = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  private static UdpPacketSource.Builder onLoopback() {
    return UdpPacketSource.builder().bindAddress(InetAddress.getLoopbackAddress());
  }

  private void flood(InetSocketAddress target) throws Exception {
    for (int i = 0; i < 200; i++) {
      client.send(new DatagramPacket(new byte[1_000], 1_000, target));
    }
  }

  @Test
  void saysWhyAPortCannotBeBound() {
    try (UdpPacketSource udp = onLoopback().build()) {
      int taken = udp.localAddress().getPort();
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> onLoopback().port(taken).build())
          .withMessageContaining("cannot bind UDP port " + taken)
          .withMessageContaining(InetAddress.getLoopbackAddress().getHostAddress())
          .withMessageContaining("another socket has it");
    }
  }

  @Test
  void saysThatAnAddressIsNotOfThisMachine() throws Exception {
    InetAddress elsewhere = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> UdpPacketSource.builder().bindAddress(elsewhere).build())
        .withMessageContaining("192.0.2.1")
        .withMessageContaining("no interface");
  }

  @Test
  void advisesOnPrivilegedPorts() {
    java.io.IOException denied = new java.net.BindException("Permission denied");
    assertThat(UdpSocket.advice(443, denied)).contains("CAP_NET_BIND_SERVICE");
    assertThat(UdpSocket.advice(4430, denied)).contains("security policy");
    assertThat(UdpSocket.advice(443, new java.io.IOException())).isEmpty();
  }

  @Test
  void theBuilderRejectsBadValuesAtOnce() {
    UdpPacketSource.Builder builder = UdpPacketSource.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.port(65_536))
        .withMessageContaining("65536");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.port(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.receiveBufferBytes(0))
        .withMessageContaining("0");
  }

  @Test
  @RequiresLinux
  void countsWhatTheKernelDrops() throws Exception {
    UdpPacketSource source = onLoopback().receiveBufferBytes(1).build();
    // The source does not receive yet, and the kernel's smallest buffer holds only a few of these
    // datagrams.
    flood(source.localAddress());
    awaitKernelDrops(source);
    source.close();
    assertThat(source.statistics().droppedByKernel()).isBetween(100L, 200L);
  }

  @Test
  @RequiresLinux
  void countsWhatTheKernelDropsOnAllAddresses() throws Exception {
    try (UdpPacketSource source = UdpPacketSource.builder().receiveBufferBytes(1).build()) {
      flood(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), source.localAddress().getPort()));
      awaitKernelDrops(source);
    }
  }

  /** The kernel may process queued loopback packets a little later than send returns. */
  private static void awaitKernelDrops(UdpPacketSource source) throws Exception {
    Await.until(
        "100 datagrams that the kernel dropped",
        () -> source.statistics().droppedByKernel() >= 100);
    assertThat(source.statistics().droppedByKernel()).isLessThanOrEqualTo(200);
  }

  @Test
  @RequiresLinux
  void saysThatTheSystemGrantedALesserBuffer() {
    try (CapturedLog log = CapturedLog.of(UdpPacketSource.class);
        UdpPacketSource source = onLoopback().receiveBufferBytes(Integer.MAX_VALUE).build()) {
      assertThat(source.localAddress().getPort()).isPositive();
      assertThat(log.messages(Level.WARN))
          .singleElement()
          .asString()
          .contains("2147483647", "rmem_max");
    }
  }
}

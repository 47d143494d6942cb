package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.netlink.internal.connection.Acknowledgement;
import io.jitpeers.netlink.internal.connection.Failures;
import io.jitpeers.netlink.internal.wireguard.InterfaceRef;
import io.jitpeers.netlink.internal.wireguard.WireGuardClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetlinkExceptionTest {
  private static final InterfaceRef WG0 = new InterfaceRef.ByName("wg0");

  @Test
  void tellsAllThatTheKernelSaid() {
    NetlinkException failure =
        Failures.of("setting wg0", new Acknowledgement(Errno.EINVAL, "Unknown attribute type", 28));
    assertThat(failure)
        .hasMessage(
            "setting wg0: EINVAL (invalid argument); the kernel says: Unknown attribute type (at"
                + " byte 28 of the request)");
    assertThat(failure.operation()).isEqualTo("setting wg0");
    assertThat(failure.errno()).isEqualTo(Errno.EINVAL);
    assertThat(failure.errnoName()).isEqualTo("EINVAL");
    assertThat(failure.kernelText()).contains("Unknown attribute type");
    assertThat(failure.offset()).hasValue(28);
  }

  @Test
  void tellsThatTheKernelSaidNothing() {
    NetlinkException failure = Failures.of("setting wg0", new Acknowledgement(999, null, -1));
    assertThat(failure).hasMessage("setting wg0: errno 999");
    assertThat(failure.errnoName()).isEqualTo("errno 999");
    assertThat(failure.kernelText()).isEmpty();
    assertThat(failure.offset()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EPERM, Errno.EACCES})
  void namesTheCapabilityAndHowToGrantIt(int errno) {
    assertThat(Failures.of("listing wg0", new Acknowledgement(errno, null, -1)))
        .hasMessageContaining("CAP_NET_ADMIN")
        .hasMessageContaining("setcap cap_net_admin+ep")
        .hasMessageContaining("AmbientCapabilities=CAP_NET_ADMIN");
  }

  @Test
  void keepsTheSystemCallThatFailed() {
    SystemCallException cause =
        new SystemCallException("binding", "a netlink socket", Errno.EADDRINUSE);
    assertThat(Failures.of("listing wg0", cause))
        .hasMessage("listing wg0: binding a netlink socket: EADDRINUSE (address in use)")
        .hasCause(cause);
  }

  @Test
  void namesTheInterfaceThatIsNotThere() {
    NetlinkException explained = explain(Errno.ENODEV);
    assertThat(explained)
        .hasMessageContaining("ENODEV")
        .hasMessageContaining("there is no wg0 in this network namespace")
        .hasMessageContaining("ip link add NAME type wireguard");
    assertThat(explained.errno()).isEqualTo(Errno.ENODEV);
  }

  @Test
  void saysThatTheInterfaceIsNotWireGuard() {
    assertThat(explain(Errno.EOPNOTSUPP)).hasMessageContaining("wg0 is not a WireGuard interface");
  }

  @Test
  void keepsTheKernelsWordsWhenItExplains() {
    NetlinkException failure =
        Failures.of("listing wg0", new Acknowledgement(Errno.ENODEV, "no such netdev", 20));
    NetlinkException explained = WireGuardClient.explain(failure, WG0);
    assertThat(explained.kernelText()).contains("no such netdev");
    assertThat(explained.offset()).hasValue(20);
    assertThat(explained).hasMessageContaining("the kernel says: no such netdev").hasCause(failure);
  }

  @Test
  void leavesOtherErrorsAsTheyAre() {
    NetlinkException failure =
        Failures.of("listing wg0", new Acknowledgement(Errno.EBUSY, null, -1));
    assertThat(WireGuardClient.explain(failure, WG0)).isSameAs(failure);
  }

  @Test
  void saysWhatIsWrongWithAnAnswer() {
    NetlinkException failure = NetlinkException.ofAnswer("listing wg0", "it is empty", null);
    assertThat(failure).hasMessage("listing wg0: it is empty").hasNoCause();
    assertThat(failure.errnoName()).isEqualTo("EBADMSG");
  }

  private static NetlinkException explain(int errno) {
    return WireGuardClient.explain(
        Failures.of("listing wg0", new Acknowledgement(errno, null, -1)), WG0);
  }
}

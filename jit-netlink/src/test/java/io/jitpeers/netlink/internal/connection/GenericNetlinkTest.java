package io.jitpeers.netlink.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.testkit.Recorded;
import io.jitpeers.netlink.testkit.ScriptedSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenericNetlinkTest {
  private final ScriptedSocket socket = new ScriptedSocket();
  private final GenericNetlink family =
      new GenericNetlink(
          new NetlinkConnection(
              ScriptedSocket.factory(socket), NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC)),
          "wireguard",
          1,
          "it is absent");

  @Test
  void asksOnceForTheNumber() throws Exception {
    Recorded.datagrams("family").forEach(socket::recorded);
    assertThat(family.familyId("asking")).isEqualTo(22);
    assertThat(family.familyId("asking")).isEqualTo(22);
    assertThat(socket.sent()).hasSize(1);
  }

  @Test
  void asksAgainWhenTheNumberIsNoLongerKnown() throws Exception {
    socket.family(0x1D).family(0xFFFF);
    assertThat(family.familyId("asking")).isEqualTo(0x1D);
    assertThat(family.forgetIfUnknown(Errno.ENODEV)).isFalse();
    assertThat(family.familyId("asking")).isEqualTo(0x1D);
    assertThat(family.forgetIfUnknown(Errno.ENOENT)).isTrue();
    assertThat(family.familyId("asking")).isEqualTo(0xFFFF);
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.ENOENT, Errno.EOPNOTSUPP})
  void saysWhatItsAbsenceMeans(int errno) {
    socket.acknowledge(errno);
    assertThatThrownBy(() -> family.familyId("listing wg0"))
        .isInstanceOfSatisfying(NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(errno))
        .hasMessageStartingWith(
            "listing wg0: looking for the wireguard family of generic netlink: "
                + Errno.name(errno))
        .hasMessageEndingWith("; it is absent");
  }

  @Test
  void saysWhatElseTheKernelRefusedWith() {
    socket.acknowledge(Errno.ENOMEM);
    assertThatThrownBy(() -> family.familyId("asking"))
        .hasMessageEndingWith("generic netlink: ENOMEM (out of memory)");
  }

  @Test
  void refusesAnAnswerWithoutANumber() {
    socket.acknowledge(0);
    assertThatThrownBy(() -> family.familyId("asking"))
        .hasMessageEndingWith("the kernel's answer has no family id");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 15})
  void refusesANumberThatIsNetlinksOwn(int number) {
    socket.family(number);
    assertThatThrownBy(() -> family.familyId("asking"))
        .hasMessageEndingWith("the kernel's answer has no family id");
  }
}

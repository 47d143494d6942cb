package io.jitpeers.netlink.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.netlink.KernelNetlinkSockets;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.testing.RequiresLinux;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Finds the holder of a claim from the kernel's lists of sockets. */
class ClaimHolderTest {
  private static final int PORT_ID = 0x4F00_1234;

  private static final List<String> TABLE =
      List.of(
          "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops   "
              + " Inode",
          "0000000000000000 0   1325404724 00000000 0        0        0     2        0        11",
          "0000000000000000 2   1325404725 00000000 0        0        0     2        0        12",
          "0000000000000000 2   1325404724 00000000 0        0        0     2        0        13",
          "");

  @Test
  void findsTheSocketOfTheProtocolAtThePortId() {
    assertThat(ClaimHolder.inode(TABLE, PORT_ID)).contains("13");
    assertThat(ClaimHolder.inode(TABLE, 1)).isEmpty();
  }

  @Test
  @RequiresLinux
  void findsThisProcess() throws Exception {
    NetlinkSocketFactory sockets = KernelNetlinkSockets.ofProcess();
    NetlinkSocketOptions options =
        NetlinkSocketOptions.of(Netlink.NETLINK_USERSOCK).withPortId(PORT_ID);
    try (NetlinkSocket socket = sockets.open(options)) {
      assertThat(socket.portId()).isEqualTo(PORT_ID);
      assertThat(ClaimHolder.describe(sockets, PORT_ID))
          .isEqualTo("this process, " + ProcessHandle.current().pid());
    }
    assertThat(ClaimHolder.describe(sockets, PORT_ID)).contains("could not be determined");
  }
}

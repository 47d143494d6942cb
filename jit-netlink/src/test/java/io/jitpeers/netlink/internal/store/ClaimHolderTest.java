package io.jitpeers.netlink.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.netlink.KernelNetlinkSockets;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.testing.RequiresLinux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finds the holder of a claim from the kernel's lists of sockets. */
class ClaimHolderTest {
  private static final int PORT_ID = 0x4F00_1234;

  /** Port ids that no gateway uses; a process id has at most 22 bits. */
  private static final int PORT_IDS = 0x4F80_0000;

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

  /** A process opens and closes descriptors while they are listed. */
  @Test
  @RequiresLinux
  void aDescriptorThatCannotBeReadHidesNoOther(@TempDir Path process) throws Exception {
    Path socket = Path.of("socket:[13]");
    Path descriptors = Files.createDirectory(process.resolve("fd"));
    createUnreadable(descriptors, 0, 50);
    assertThat(ClaimHolder.hasOpen(process, socket)).isFalse();
    Files.createSymbolicLink(descriptors.resolve("50"), socket);
    // Whether a file system lists the oldest or the newest first, some come before the link.
    createUnreadable(descriptors, 51, 100);
    assertThat(ClaimHolder.hasOpen(process, socket)).isTrue();
  }

  /** Reading a file that is no link fails, as reading a descriptor that was closed. */
  private static void createUnreadable(Path descriptors, int from, int to) throws IOException {
    for (int number = from; number < to; number++) {
      Files.createFile(descriptors.resolve(Integer.toString(number)));
    }
  }

  @Test
  @RequiresLinux
  void findsThisProcess() throws Exception {
    NetlinkSocketFactory sockets = KernelNetlinkSockets.ofProcess();
    long pid = ProcessHandle.current().pid();
    // Other processes may run this test at the same time.
    int portId = PORT_IDS | (int) pid;
    NetlinkSocketOptions options =
        NetlinkSocketOptions.of(Netlink.NETLINK_USERSOCK).withPortId(portId);
    try (NetlinkSocket socket = sockets.open(options)) {
      assertThat(socket.portId()).isEqualTo(portId);
      assertThat(ClaimHolder.describe(sockets, portId)).isEqualTo("this process, " + pid);
    }
    assertThat(ClaimHolder.describe(sockets, portId)).contains("could not be determined");
  }
}

package io.jitpeers.netlink.internal.store;

import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the process that holds an {@linkplain InterfaceClaim interface's claim}, to name the
 * process in an error message. The kernel's table of netlink sockets contains the inode of the
 * claim's socket, and {@code /proc/PID/fd} lists the sockets that each process has open. Only root
 * can read this list for processes of other users.
 */
final class ClaimHolder {
  private static final Logger log = LoggerFactory.getLogger(ClaimHolder.class);
  private static final String UNKNOWN = "its process could not be determined";

  // The table's columns: sk, Eth (the protocol), Pid (the port id), Groups, Rmem, Wmem, Dump,
  // Locks, Drops, Inode.
  private static final int PROTOCOL_COLUMN = 1;
  private static final int PORT_ID_COLUMN = 2;
  private static final int INODE_COLUMN = 9;

  private ClaimHolder() {}

  /**
   * Returns a text that names the holder of a port id, such as {@code process 4711}. If the holder
   * is unknown, the text says so.
   */
  static String describe(NetlinkSocketFactory sockets, int portId) {
    try {
      Optional<String> inode = inode(sockets.socketTable(), portId);
      return inode.isEmpty() ? UNKNOWN : process(inode.get()).orElse(UNKNOWN);
    } catch (IOException | DirectoryIteratorException e) {
      log.debug("cannot find out who holds the netlink port {}", portId, e);
      return UNKNOWN;
    }
  }

  /** Returns the inode of the netlink socket with the given port id. */
  static Optional<String> inode(List<String> socketTable, int portId) {
    return socketTable.stream()
        .map(line -> line.trim().split("\\s+"))
        .filter(columns -> columns.length > INODE_COLUMN)
        .filter(columns -> columns[PROTOCOL_COLUMN].equals("" + Netlink.NETLINK_USERSOCK))
        .filter(columns -> columns[PORT_ID_COLUMN].equals(Integer.toUnsignedString(portId)))
        .map(columns -> columns[INODE_COLUMN])
        .findFirst();
  }

  private static Optional<String> process(String inode) throws IOException {
    Path socket = Path.of("socket:[" + inode + "]");
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        if (hasOpen(process, socket)) {
          String pid = process.getFileName().toString();
          boolean own = pid.equals(Long.toString(ProcessHandle.current().pid()));
          return Optional.of((own ? "this process, " : "process ") + pid);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns whether a process has the given socket open. Returns false if the process's descriptors
   * cannot be read.
   *
   * @param process the process's folder in {@code /proc}
   * @param socket the target of a descriptor's link to the socket, such as {@code socket:[4711]}
   */
  static boolean hasOpen(Path process, Path socket) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (refersTo(descriptor, socket)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
      // The process belongs to another user, or it has just ended.
      log.debug("cannot look at the descriptors of {}", process, e);
    }
    return false;
  }

  private static boolean refersTo(Path descriptor, Path socket) {
    try {
      return Files.readSymbolicLink(descriptor).equals(socket);
    } catch (IOException e) {
      // The process has just closed this descriptor. The socket may be among the others.
      log.debug("cannot look at the descriptor {}", descriptor, e);
      return false;
    }
  }
}

package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.KernelNetlinkSockets;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.netlink.internal.connection.GenericNetlink;
import io.jitpeers.netlink.internal.connection.NetlinkConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * Records the answers of a real kernel: one file for each exchange, one line of hexadecimal digits
 * for each datagram. Run by {@code recorded/record.sh} in the test resources.
 */
final class RecordReplies {
  // Small, so that a listing of a few peers has many datagrams; no kernel sends shorter ones.
  private static final int RECEIVE_LENGTH = 4096;
  private static final int REQUEST_LENGTH = 64 * 1024;
  private static final String OPERATION = "recording";

  private final NetlinkSocketFactory sockets = KernelNetlinkSockets.ofProcess();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(RECEIVE_LENGTH);
  private final Path directory;
  private final GenericNetlink family;

  private RecordReplies(Path directory) {
    this.directory = directory;
    family =
        new GenericNetlink(
            new NetlinkConnection(sockets, NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC)),
            WireGuard.GENL_NAME,
            WireGuard.GENL_VERSION,
            "absent");
  }

  public static void main(String[] args) throws Exception {
    RecordReplies recorder = new RecordReplies(Path.of(args[0]));
    if (args[1].equals("unprivileged")) {
      recorder.record("get-eperm", recorder.get("wg0"), () -> {});
      return;
    }
    recorder.recordFamilies();
    recorder.recordDumps();
    recorder.recordSets();
    recorder.recordLinks();
  }

  private void recordFamilies() throws Exception {
    record("family", familyRequest("wireguard"), () -> {});
    record("family-enoent", familyRequest("nosuchfamily"), () -> {});
  }

  private void recordDumps() throws Exception {
    record("get", get("wg0"), () -> {});
    record("get-empty", get("wg9"), () -> {});
    record("get-enodev", get("nosuch0"), () -> {});
    record("get-eopnotsupp", get("lo"), () -> {});
    // See record.sh for these peers: one that fits into one message, then one that is split.
    record("get-interrupted", get("wg1"), () -> run("wg set wg1 listen-port 7001"));
    record(
        "get-split-changed", get("wg1"), () -> run("wg set wg1 peer %SPLIT% allowed-ips ::9/128"));
    record("get-split-removed", get("wg2"), () -> run("wg set wg2 peer %SPLIT% remove"));
    record("get-cursor-removed", get("wg3"), () -> run("wg set wg3 peer %FIRST% remove"));
  }

  private void recordSets() throws Exception {
    record("set-unknown-attribute", set("wg9", writer -> writer.putU32(77, 1)), () -> {});
    record(
        "set-acknowledged",
        set("wg9", writer -> writer.putU32(WireGuard.WGDEVICE_A_LISTEN_PORT - 1, 0)),
        () -> {});
    record(
        "set-short-key",
        set("wg9", writer -> writer.putBytes(WireGuard.WGDEVICE_A_PRIVATE_KEY, new byte[31])),
        () -> {});
  }

  private void recordLinks() throws Exception {
    NetlinkSocketOptions options = NetlinkSocketOptions.of(Netlink.NETLINK_ROUTE).withGroups(1);
    try (NetlinkSocket socket = sockets.open(options)) {
      run("ip link add wg8 type wireguard");
      run("ip link set wg8 up");
      run("ip link set wg8 down");
      run("ip link set wg8 name wg7");
      run("ip link del wg7");
      ByteBuffer large = ByteBuffer.allocateDirect(32 * 1024);
      List<String> lines = new ArrayList<>();
      for (int length = socket.receiveNow(large); length >= 0; length = socket.receiveNow(large)) {
        lines.add(hex(large, length));
      }
      Files.write(directory.resolve("links.hex"), lines);
    }
  }

  private static MessageWriter familyRequest(String name) {
    MessageWriter request = new MessageWriter(REQUEST_LENGTH);
    request
        .begin(Netlink.GENL_ID_CTRL, Netlink.NLM_F_ACK)
        .genericHeader(Netlink.CTRL_CMD_GETFAMILY, 1)
        .putText(Netlink.CTRL_ATTR_FAMILY_NAME, name)
        .end();
    return request;
  }

  private MessageWriter get(String name) throws Exception {
    MessageWriter request = new MessageWriter(REQUEST_LENGTH);
    family.begin(request, family.familyId(OPERATION), Netlink.NLM_F_DUMP, WireGuard.CMD_GET_DEVICE);
    request.putText(WireGuard.WGDEVICE_A_IFNAME, name).end();
    return request;
  }

  private MessageWriter set(String name, Consumer<MessageWriter> attributes) throws Exception {
    MessageWriter request = new MessageWriter(REQUEST_LENGTH);
    family.begin(request, family.familyId(OPERATION), Netlink.NLM_F_ACK, WireGuard.CMD_SET_DEVICE);
    request.putText(WireGuard.WGDEVICE_A_IFNAME, name);
    attributes.accept(request);
    request.end();
    return request;
  }

  /** Records the answers to a request, and makes a change after the first answer was created. */
  private void record(String name, MessageWriter request, Runnable afterFirst) throws Exception {
    List<String> lines = new ArrayList<>();
    try (NetlinkSocket socket = sockets.open(NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC))) {
      request.number(1);
      socket.send(request.datagram());
      // The first datagram exists by now; the second is created when the first is received.
      afterFirst.run();
      boolean end = false;
      while (!end) {
        int length = socket.receive(buffer);
        lines.add(hex(buffer, length));
        end = hasEnd(length);
      }
    }
    Files.write(directory.resolve(name + ".hex"), lines);
  }

  private boolean hasEnd(int length) {
    ByteBuffer bytes = buffer.duplicate().order(ByteOrder.nativeOrder());
    boolean end = false;
    for (int at = 0; at < length; at += Netlink.align(bytes.getInt(at))) {
      int type = bytes.getShort(at + 4);
      end |= type == Netlink.NLMSG_DONE || type == Netlink.NLMSG_ERROR;
    }
    return end;
  }

  private static String hex(ByteBuffer from, int length) throws SystemCallException {
    byte[] bytes = new byte[length];
    from.get(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void run(String command) {
    String expanded =
        command
            .replace("%FIRST%", System.getProperty("first"))
            .replace("%SPLIT%", System.getProperty("split"));
    try {
      int code = new ProcessBuilder(expanded.split(" ")).inheritIO().start().waitFor();
      if (code != 0) {
        throw new IllegalStateException(expanded + ": exit " + code);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(expanded, e);
    }
  }
}

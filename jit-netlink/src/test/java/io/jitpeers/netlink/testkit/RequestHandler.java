package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.testkit.ReplyBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Executes the requests of a datagram one after another and answers them: {@code netlink_rcv_skb},
 * {@code netlink_ack} and the controller of generic netlink. Guarded by the kernel's lock.
 */
final class RequestHandler {
  private static final int HEADERS = Netlink.HEADER_LENGTH + Netlink.GENERIC_HEADER_LENGTH;
  private static final int LONGEST_NAME = 15;
  private static final Policy DEVICE =
      new Policy()
          .number(Uapi.WGDEVICE_A_IFINDEX, Integer.BYTES)
          .bytes(Uapi.WGDEVICE_A_IFNAME, 1, LONGEST_NAME + 1)
          .bytes(Uapi.WGDEVICE_A_PRIVATE_KEY, Uapi.WG_KEY_LEN, Uapi.WG_KEY_LEN)
          .bytes(Uapi.WGDEVICE_A_PUBLIC_KEY, Uapi.WG_KEY_LEN, Uapi.WG_KEY_LEN)
          .number(Uapi.WGDEVICE_A_FLAGS, Integer.BYTES)
          .number(Uapi.WGDEVICE_A_LISTEN_PORT, Short.BYTES)
          .number(Uapi.WGDEVICE_A_FWMARK, Integer.BYTES)
          .nested(Uapi.WGDEVICE_A_PEERS);

  private final FakeNetlinkKernel kernel;
  private long datagrams;

  RequestHandler(FakeNetlinkKernel kernel) {
    this.kernel = kernel;
  }

  /** Executes the requests of a datagram, and queues the answers at its socket. */
  void handle(FakeSocket from, ByteBuffer datagram) {
    datagrams++;
    ByteBuffer rest = datagram.duplicate().order(ByteOrder.nativeOrder());
    while (rest.remaining() >= Netlink.HEADER_LENGTH) {
      int start = rest.position();
      int length = rest.getInt(start);
      if (length < Netlink.HEADER_LENGTH || length > rest.remaining()) {
        return;
      }
      handleMessage(from, rest.slice(start, length).order(ByteOrder.nativeOrder()));
      rest.position(Math.min(rest.limit(), start + Netlink.align(length)));
    }
  }

  private void handleMessage(FakeSocket from, ByteBuffer message) {
    int flags = message.getShort(6);
    boolean acknowledge = (flags & Netlink.NLM_F_ACK) != 0;
    KernelError error = null;
    try {
      if ((flags & Netlink.NLM_F_REQUEST) != 0 && type(message) >= Netlink.GENL_ID_CTRL) {
        boolean dumpBegun = dispatch(from, message);
        acknowledge &= !dumpBegun;
      }
    } catch (KernelError e) {
      error = e;
    }
    if (acknowledge || error != null) {
      from.queue(acknowledgement(message, from.portId(), error));
    }
  }

  /** Executes a request; returns true if it began a dump, which is not acknowledged. */
  private boolean dispatch(FakeSocket from, ByteBuffer message) throws KernelError {
    boolean dump = (message.getShort(6) & Netlink.NLM_F_DUMP) == Netlink.NLM_F_DUMP;
    if (!from.isGeneric()) {
      return dispatchRoute(from, message, dump);
    }
    if (type(message) == Netlink.GENL_ID_CTRL) {
      findFamily(from, message);
      return false;
    }
    if (type(message) != kernel.familyId()) {
      throw new KernelError(Errno.ENOENT);
    }
    if (message.limit() < HEADERS) {
      throw new KernelError(Errno.EINVAL);
    }
    return dispatchWireGuard(from, message, dump);
  }

  private boolean dispatchRoute(FakeSocket from, ByteBuffer message, boolean dump)
      throws KernelError {
    if (type(message) != Uapi.RTM_GETLINK || !dump) {
      throw new KernelError(Errno.EOPNOTSUPP);
    }
    from.queue(LinkMessages.dump(kernel.links(), message.getInt(8), from.portId()));
    return true;
  }

  private boolean dispatchWireGuard(FakeSocket from, ByteBuffer message, boolean dump)
      throws KernelError {
    int command = message.get(Netlink.HEADER_LENGTH);
    if (command != (dump ? Uapi.WG_CMD_GET_DEVICE : Uapi.WG_CMD_SET_DEVICE)) {
      throw new KernelError(Errno.EOPNOTSUPP);
    }
    if (!kernel.isPrivileged()) {
      throw new KernelError(Errno.EPERM);
    }
    if (dump && from.isDumping()) {
      throw new KernelError(Errno.EBUSY);
    }
    Map<Integer, ByteBuffer> attributes = DEVICE.parse(message.duplicate().position(HEADERS), true);
    DeviceState device = findDevice(attributes);
    if (dump) {
      from.beginDump(device, message.getInt(8));
    } else {
      set(device, message, attributes);
    }
    return dump;
  }

  private void set(DeviceState device, ByteBuffer message, Map<Integer, ByteBuffer> attributes)
      throws KernelError {
    SetDevice change = new SetDevice(device, kernel);
    int errno = 0;
    try {
      change.apply(attributes);
    } catch (KernelError e) {
      errno = e.errno;
      throw e;
    } finally {
      kernel.record(
          new SetRequest(datagrams, message.limit(), device.name, errno, change.changes()));
    }
  }

  private DeviceState findDevice(Map<Integer, ByteBuffer> attributes) throws KernelError {
    ByteBuffer index = attributes.get(Uapi.WGDEVICE_A_IFINDEX);
    ByteBuffer name = attributes.get(Uapi.WGDEVICE_A_IFNAME);
    if ((index == null) == (name == null)) {
      throw new KernelError(Uapi.EBADR);
    }
    FakeLink link = index != null ? kernel.link(index.getInt(0)) : kernel.link(text(name));
    if (link == null) {
      throw new KernelError(Errno.ENODEV);
    }
    if (link instanceof DeviceState device) {
      return device;
    }
    throw new KernelError(Errno.EOPNOTSUPP);
  }

  private void findFamily(FakeSocket from, ByteBuffer message) throws KernelError {
    if (message.limit() < HEADERS
        || message.get(Netlink.HEADER_LENGTH) != Netlink.CTRL_CMD_GETFAMILY) {
      throw new KernelError(Errno.EOPNOTSUPP);
    }
    List<Policy.Element> attributes = Policy.list(message.duplicate().position(HEADERS));
    if (attributes.size() != 1) {
      throw new KernelError(Errno.EINVAL);
    }
    if (kernel.familyId() == 0 || !text(attributes.get(0).value()).equals("wireguard")) {
      throw new KernelError(Errno.ENOENT);
    }
    from.queue(
        new ReplyBuilder()
            .message(Netlink.GENL_ID_CTRL, 0, message.getInt(8), from.portId())
            .generic(Uapi.CTRL_CMD_NEWFAMILY)
            .putText(Uapi.CTRL_ATTR_FAMILY_NAME, "wireguard")
            .putU16(Uapi.CTRL_ATTR_FAMILY_ID, kernel.familyId())
            .putU32(Uapi.CTRL_ATTR_VERSION, 1)
            .putU32(Uapi.CTRL_ATTR_HDRSIZE, 0)
            .putU32(Uapi.CTRL_ATTR_MAXATTR, Uapi.WGDEVICE_A_PEERS)
            .toBytes());
  }

  private static byte[] acknowledgement(ByteBuffer message, int portId, KernelError error) {
    boolean told = error != null && (error.text != null || error.offset >= 0);
    // As with NETLINK_CAP_ACK and NETLINK_EXT_ACK, which the library sets on every socket.
    int flags = Netlink.NLM_F_CAPPED | (told ? Netlink.NLM_F_ACK_TLVS : 0);
    ReplyBuilder reply =
        new ReplyBuilder().message(Netlink.NLMSG_ERROR, flags, message.getInt(8), portId);
    byte[] header = new byte[Netlink.HEADER_LENGTH];
    message.get(0, header);
    reply.rawInt(error == null ? 0 : -error.errno).raw(header);
    if (told && error.text != null) {
      reply.putText(Netlink.NLMSGERR_ATTR_MSG, error.text);
    }
    if (told && error.offset >= 0) {
      reply.putU32(Netlink.NLMSGERR_ATTR_OFFS, error.offset);
    }
    return reply.toBytes();
  }

  private static int type(ByteBuffer message) {
    return Short.toUnsignedInt(message.getShort(4));
  }

  /** Returns the text up to its terminating zero byte. */
  private static String text(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.get(0, bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }
}

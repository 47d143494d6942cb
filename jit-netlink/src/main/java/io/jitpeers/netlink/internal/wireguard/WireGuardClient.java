package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.Acknowledgement;
import io.jitpeers.netlink.internal.connection.DumpConsumer;
import io.jitpeers.netlink.internal.connection.DumpConsumer.Next;
import io.jitpeers.netlink.internal.connection.DumpEnd;
import io.jitpeers.netlink.internal.connection.GenericNetlink;
import io.jitpeers.netlink.internal.connection.NetlinkConnection;
import io.jitpeers.wireguard.ListedPeer;
import java.util.function.Consumer;

/**
 * Sends the two commands of the WireGuard family: get a device, and set a device.
 *
 * <p>Thread-safe; calls run one at a time, and each blocks until the kernel has answered.
 */
public final class WireGuardClient implements AutoCloseable {
  /**
   * The maximum length of a datagram. A datagram of this length fits into Linux's default send
   * buffer.
   */
  public static final int MAX_DATAGRAM_LENGTH = 192 * 1024;

  private static final int SEND_BUFFER_LENGTH = 208 * 1024;
  private static final int RECEIVE_BUFFER_LENGTH = 208 * 1024;
  private static final int GET_LENGTH = 64;
  private static final String ABSENCE =
      "this kernel has no WireGuard: load it with \"modprobe wireguard\", or boot a kernel of 5.6"
          + " or newer that has it";

  private final NetlinkConnection connection;
  private final GenericNetlink family;

  /**
   * Creates a client; nothing is opened yet.
   *
   * @param sockets opens sockets in the network namespace of the device
   */
  public WireGuardClient(NetlinkSocketFactory sockets) {
    connection =
        new NetlinkConnection(
            sockets,
            NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC)
                .withBuffers(SEND_BUFFER_LENGTH, RECEIVE_BUFFER_LENGTH));
    family = new GenericNetlink(connection, WireGuard.GENL_NAME, WireGuard.GENL_VERSION, ABSENCE);
  }

  /**
   * Reads a device without its peers. The kernel can only dump a device together with its peers, so
   * this method stops the dump after the first message.
   */
  public WireGuardDevice device(InterfaceRef which) throws NetlinkException {
    WireGuardDevice[] found = new WireGuardDevice[1];
    DeviceDecoder decoder = new DeviceDecoder(connection.buffer());
    String operation = "reading the WireGuard device " + which;
    DumpEnd end =
        dump(
            operation,
            which,
            message -> {
              found[0] = decoder.decode(message);
              return Next.STOP;
            });
    if (end != DumpEnd.STOPPED) {
      throw NetlinkException.ofAnswer(operation, "the kernel's answer is empty", null);
    }
    return found[0];
  }

  /**
   * Passes the device, without its private key, to one consumer, and then each peer to another
   * consumer. Every peer is passed in the same, reused object. Returns whether the device stayed
   * unchanged during the dump. If the device changed, a peer may have been omitted or passed twice.
   */
  public boolean peers(
      InterfaceRef which,
      Consumer<? super WireGuardDevice> deviceConsumer,
      Consumer<? super ListedPeer> consumer)
      throws NetlinkException {
    DeviceDecoder device = new DeviceDecoder(connection.buffer());
    PeerDecoder peers = new PeerDecoder(connection.buffer(), consumer);
    boolean[] begun = new boolean[1];
    DumpEnd end =
        dump(
            "listing the peers of " + which,
            which,
            message -> {
              if (!begun[0]) {
                begun[0] = true;
                deviceConsumer.accept(device.decodePublic(message));
              }
              return peers.accept(message);
            });
    peers.finish();
    return end == DumpEnd.COMPLETE;
  }

  private DumpEnd dump(String operation, InterfaceRef which, DumpConsumer consumer)
      throws NetlinkException {
    int known = family.familyId(operation);
    try {
      return dump(operation, which, known, consumer);
    } catch (NetlinkException e) {
      if (!family.forgetIfUnknown(e.errno())) {
        throw explain(e, which);
      }
    }
    int found = family.familyId(operation);
    try {
      return dump(operation, which, found, consumer);
    } catch (NetlinkException e) {
      throw explain(e, which);
    }
  }

  private DumpEnd dump(String operation, InterfaceRef which, int familyId, DumpConsumer consumer)
      throws NetlinkException {
    MessageWriter request = new MessageWriter(GET_LENGTH);
    family.begin(request, familyId, Netlink.NLM_F_DUMP, WireGuard.CMD_GET_DEVICE);
    which.write(request);
    request.end();
    return connection.dump(operation, request, consumer);
  }

  /**
   * Sends requests to set a device.
   *
   * @param operation the operation's name in error messages
   * @param requests at least one message, each begun with {@link #beginSet}
   * @return the answers to the messages
   * @throws NetlinkException if the requests could not be sent or an answer was lost
   */
  public Acknowledgement[] set(String operation, MessageWriter requests) throws NetlinkException {
    return connection.request(operation, requests, message -> Next.CONTINUE);
  }

  /** Begins a request to set a device; the caller then adds the peers. */
  public void beginSet(String operation, MessageWriter writer, InterfaceRef which)
      throws NetlinkException {
    family.begin(writer, family.familyId(operation), Netlink.NLM_F_ACK, WireGuard.CMD_SET_DEVICE);
    which.write(writer);
  }

  /**
   * Forgets the number of the WireGuard family if an errno means that the kernel no longer knows
   * this number. Returns whether the number was forgotten.
   */
  public boolean forgetIfUnknown(int errno) {
    return family.forgetIfUnknown(errno);
  }

  /** Adds advice for the user to an error about an interface. */
  public static NetlinkException explain(NetlinkException failure, InterfaceRef which) {
    String advice =
        switch (failure.errno()) {
          case Errno.ENODEV ->
              "there is no "
                  + which
                  + " in this network namespace: create it (ip link add NAME type wireguard), or"
                  + " name the namespace that it is in";
          case Errno.EOPNOTSUPP -> which + " is not a WireGuard interface";
          default -> null;
        };
    return advice == null
        ? failure
        : NetlinkException.ofErrno(
            failure.operation(),
            failure.errno(),
            failure.kernelText().orElse(null),
            failure.offset().orElse(-1),
            advice,
            failure);
  }

  @Override
  public void close() {
    connection.close();
  }
}

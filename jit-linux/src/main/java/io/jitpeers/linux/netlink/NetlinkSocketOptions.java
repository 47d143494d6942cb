package io.jitpeers.linux.netlink;

import java.time.Duration;

/**
 * The options of a netlink socket.
 *
 * @param protocol the protocol, such as {@code NETLINK_GENERIC}
 * @param groups the protocol's multicast groups that the socket joins, with one bit for each group
 *     as in {@code sockaddr_nl}
 * @param portId the port id to bind to; 0 to let the kernel choose
 * @param receiveTimeout the longest time for which {@link NetlinkSocket#receive} waits
 * @param sendBufferBytes the minimum size of the send buffer, which limits the size of a datagram;
 *     0 for the system's default
 * @param receiveBufferBytes the minimum size of the receive buffer; 0 for the system's default
 * @param reportLoss whether receiving fails once with {@code ENOBUFS} after datagrams were lost
 *     because the receive buffer was full
 */
public record NetlinkSocketOptions(
    int protocol,
    int groups,
    int portId,
    Duration receiveTimeout,
    int sendBufferBytes,
    int receiveBufferBytes,
    boolean reportLoss) {

  /** Returns the default options for requests over a protocol. */
  public static NetlinkSocketOptions of(int protocol) {
    return new NetlinkSocketOptions(protocol, 0, 0, Duration.ofSeconds(30), 0, 0, true);
  }

  public NetlinkSocketOptions withGroups(int mask) {
    return new NetlinkSocketOptions(
        protocol, mask, portId, receiveTimeout, sendBufferBytes, receiveBufferBytes, reportLoss);
  }

  public NetlinkSocketOptions withBuffers(int sendBytes, int receiveBytes) {
    return new NetlinkSocketOptions(
        protocol, groups, portId, receiveTimeout, sendBytes, receiveBytes, reportLoss);
  }

  public NetlinkSocketOptions withPortId(int id) {
    return new NetlinkSocketOptions(
        protocol, groups, id, receiveTimeout, sendBufferBytes, receiveBufferBytes, reportLoss);
  }

  public NetlinkSocketOptions withReceiveTimeout(Duration timeout) {
    return new NetlinkSocketOptions(
        protocol, groups, portId, timeout, sendBufferBytes, receiveBufferBytes, reportLoss);
  }
}

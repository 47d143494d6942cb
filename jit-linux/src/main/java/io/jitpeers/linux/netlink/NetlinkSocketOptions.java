package io.jitpeers.linux.netlink;

import java.time.Duration;

/**
 * How to make a netlink socket.
 *
 * @param protocol such as {@code NETLINK_GENERIC}
 * @param groups the multicast groups of the protocol to join, one bit each, as {@code sockaddr_nl}
 *     has them
 * @param portId the port id to bind to; 0 for one that the kernel chooses
 * @param receiveTimeout how long a receive waits
 * @param sendBufferBytes the least size of the send buffer, which bounds a datagram; 0 for the
 *     system's own
 * @param receiveBufferBytes the least size of the receive buffer; 0 for the system's own
 * @param reportLoss whether a full receive buffer fails the next receive with {@code ENOBUFS}
 */
public record NetlinkSocketOptions(
    int protocol,
    int groups,
    int portId,
    Duration receiveTimeout,
    int sendBufferBytes,
    int receiveBufferBytes,
    boolean reportLoss) {

  /** Options for requests to a family of generic netlink. */
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

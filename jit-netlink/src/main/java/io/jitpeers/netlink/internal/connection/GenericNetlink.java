package io.jitpeers.netlink.internal.connection;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.DumpConsumer.Next;

/**
 * One family of generic netlink. The kernel assigns a family's number when the family is
 * registered. So the number is looked up by the family's name, and looked up again if the kernel no
 * longer knows the number.
 *
 * <p>Thread-safe, like {@link NetlinkConnection}.
 */
public final class GenericNetlink {
  private static final int CONTROL_VERSION = 1;
  private static final int CONTROL_REQUEST_LENGTH = 64;

  private final NetlinkConnection connection;
  private final AttributeReader attributes;
  private final String family;
  private final int version;
  private final String absence;
  private volatile int familyId;

  /**
   * Creates a family; no request is sent yet.
   *
   * @param connection a connection of the protocol {@code NETLINK_GENERIC}
   * @param family the family's name
   * @param version the version of the family's protocol, which each request states
   * @param absence the advice in the error message if the kernel does not know the family
   */
  public GenericNetlink(NetlinkConnection connection, String family, int version, String absence) {
    this.connection = connection;
    this.attributes = new AttributeReader(connection.buffer());
    this.family = family;
    this.version = version;
    this.absence = absence;
  }

  /**
   * Begins a message of the family, including its generic netlink header.
   *
   * @param writer the writer of the message
   * @param familyId the family's number
   * @param flags the message's flags
   * @param command the family's command
   */
  public void begin(MessageWriter writer, int familyId, int flags, int command) {
    writer.begin(familyId, flags).genericHeader(command, version);
  }

  /** Returns the family's number, which is the {@code nlmsg_type} of its messages. */
  public int familyId(String operation) throws NetlinkException {
    int known = familyId;
    return known != 0 ? known : resolve(operation);
  }

  /**
   * Forgets the family's number if the kernel no longer knows it. Returns true if the error means
   * this; the caller should then repeat the request.
   */
  public boolean forgetIfUnknown(int errno) {
    boolean unknown = errno == Errno.ENOENT;
    if (unknown) {
      familyId = 0;
    }
    return unknown;
  }

  private int resolve(String operation) throws NetlinkException {
    MessageWriter request = new MessageWriter(CONTROL_REQUEST_LENGTH);
    request
        .begin(Netlink.GENL_ID_CTRL, Netlink.NLM_F_ACK)
        .genericHeader(Netlink.CTRL_CMD_GETFAMILY, CONTROL_VERSION)
        .putText(Netlink.CTRL_ATTR_FAMILY_NAME, family)
        .end();
    int[] found = new int[1];
    String resolving = operation + ": looking for the " + family + " family of generic netlink";
    Acknowledgement answer =
        connection.request(resolving, request, message -> readFamily(message, found))[0];
    if (answer.errno() == Errno.ENOENT || answer.errno() == Errno.EOPNOTSUPP) {
      throw NetlinkException.ofErrno(
          resolving, answer.errno(), answer.kernelText(), answer.offset(), absence, null);
    }
    if (!answer.isSuccess()) {
      throw Failures.of(resolving, answer);
    }
    if (found[0] < Netlink.NLMSG_MIN_TYPE) {
      throw NetlinkException.ofAnswer(resolving, "the kernel's answer has no family id", null);
    }
    familyId = found[0];
    return found[0];
  }

  private Next readFamily(MessageReader message, int[] found) throws NetlinkFormatException {
    if (message.type() != Netlink.GENL_ID_CTRL) {
      return Next.NO_PROGRESS;
    }
    message.attributes(attributes, Netlink.GENERIC_HEADER_LENGTH);
    while (attributes.next()) {
      if (attributes.type() == Netlink.CTRL_ATTR_FAMILY_ID) {
        found[0] = attributes.u16();
      }
    }
    return Next.CONTINUE;
  }
}

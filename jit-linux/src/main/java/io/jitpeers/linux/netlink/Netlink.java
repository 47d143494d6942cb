package io.jitpeers.linux.netlink;

/**
 * Constants of {@code linux/netlink.h} and {@code linux/genetlink.h}. They have the same names as
 * in these headers, some without the common prefix.
 */
public final class Netlink {
  /** {@code struct nlmsghdr}: length, type, flags, sequence number, port id. */
  public static final int HEADER_LENGTH = 16;

  /** {@code struct nlattr}: length and type. */
  public static final int ATTRIBUTE_HEADER_LENGTH = 4;

  /** {@code struct genlmsghdr}: command, version, reserved. */
  public static final int GENERIC_HEADER_LENGTH = 4;

  /** The maximum length of an attribute, header included: the length field has 16 bits. */
  public static final int MAX_ATTRIBUTE_LENGTH = 0xFFFF;

  public static final int NETLINK_ROUTE = 0;
  public static final int NETLINK_USERSOCK = 2;
  public static final int NETLINK_NETFILTER = 12;
  public static final int NETLINK_GENERIC = 16;

  public static final int NLM_F_REQUEST = 0x01;
  public static final int NLM_F_MULTI = 0x02;
  public static final int NLM_F_ACK = 0x04;
  public static final int NLM_F_DUMP_INTR = 0x10;
  public static final int NLM_F_DUMP = 0x300;
  public static final int NLM_F_CAPPED = 0x100;
  public static final int NLM_F_ACK_TLVS = 0x200;

  /** Message types below this number belong to netlink itself. */
  public static final int NLMSG_MIN_TYPE = 0x10;

  public static final int NLMSG_NOOP = 1;
  public static final int NLMSG_ERROR = 2;
  public static final int NLMSG_DONE = 3;
  public static final int NLMSG_OVERRUN = 4;

  public static final int NLA_F_NESTED = 0x8000;
  public static final int NLA_TYPE_MASK = 0x3FFF;

  public static final int NLMSGERR_ATTR_MSG = 1;
  public static final int NLMSGERR_ATTR_OFFS = 2;

  public static final int GENL_ID_CTRL = 0x10;
  public static final int CTRL_CMD_GETFAMILY = 3;
  public static final int CTRL_ATTR_FAMILY_ID = 1;
  public static final int CTRL_ATTR_FAMILY_NAME = 2;

  private Netlink() {}

  /** Rounds a length up to the 4-byte alignment of messages and attributes. */
  public static int align(int length) {
    return (length + 3) & ~3;
  }

  /** Returns the space that an attribute with a value of the given length takes in a message. */
  public static int attributeSpace(int valueLength) {
    return align(ATTRIBUTE_HEADER_LENGTH + valueLength);
  }
}

package io.jitpeers.netlink.internal.connection;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's answer to one request ({@code struct nlmsgerr}), or the result at the end of a dump.
 *
 * @param errno 0 for success, otherwise the positive error number
 * @param kernelText the text of the extended acknowledgement, or null if there was none
 * @param offset the offset of the offending part in the request, or -1 if there was none
 */
public record Acknowledgement(int errno, @Nullable String kernelText, int offset) {
  /** {@code MAX_ERRNO} of {@code linux/err.h}. */
  private static final int MAX_ERRNO = 4095;

  public static final Acknowledgement SUCCESS = new Acknowledgement(0, null, -1);

  public boolean isSuccess() {
    return errno == 0;
  }

  /**
   * Parses the message at the reader's position, which is an error message or the end of a dump.
   */
  public static Acknowledgement read(MessageReader message, AttributeReader attributes)
      throws NetlinkFormatException {
    // Some kernels end an empty dump without an error number.
    boolean bareEnd = message.type() == Netlink.NLMSG_DONE && message.payloadLength() == 0;
    int code = bareEnd ? 0 : message.payloadInt(0);
    if (code > 0 || code < -MAX_ERRNO) {
      throw new NetlinkFormatException("an error message with the number " + code);
    }
    if ((message.flags() & Netlink.NLM_F_ACK_TLVS) == 0) {
      return code == 0 ? SUCCESS : new Acknowledgement(-code, null, -1);
    }
    message.attributes(attributes, attributesOffset(message));
    return readAttributes(-code, attributes);
  }

  private static int attributesOffset(MessageReader message) throws NetlinkFormatException {
    if (message.type() == Netlink.NLMSG_DONE) {
      return Integer.BYTES;
    }
    int request = Integer.BYTES;
    // The request follows the error number: only its header if NLM_F_CAPPED is set, otherwise all
    // of it.
    int carried =
        (message.flags() & Netlink.NLM_F_CAPPED) != 0
            ? Netlink.HEADER_LENGTH
            : message.payloadInt(request);
    if (carried < Netlink.HEADER_LENGTH || carried > message.payloadLength()) {
      throw new NetlinkFormatException("an error message that carries " + carried + " bytes");
    }
    return request + Netlink.align(carried);
  }

  private static Acknowledgement readAttributes(int errno, AttributeReader attributes)
      throws NetlinkFormatException {
    String text = null;
    int offset = -1;
    while (attributes.next()) {
      switch (attributes.type()) {
        case Netlink.NLMSGERR_ATTR_MSG -> text = attributes.text();
        case Netlink.NLMSGERR_ATTR_OFFS -> offset = attributes.u32();
        default -> {
          // Newer kernels may add attributes.
        }
      }
    }
    return new Acknowledgement(errno, text, offset);
  }
}

package io.jitpeers.netlink.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An exchange with a kernel encoded as one fuzz input: the first byte selects the request, and the
 * answering datagrams follow, with a mark between them. So an additional or missing byte in one
 * datagram does not shift the others. A message with sequence 0 and port 0 answers the request.
 *
 * @param operation the request
 * @param datagrams the kernel's answers
 */
public record FuzzConversation(int operation, List<byte[]> datagrams) {
  private static final byte[] MARK = {(byte) 0xF7, 0x6D, (byte) 0xE2, 0x1B};
  private static final int HEADER = 16;

  /** The mark between two datagrams. */
  public static byte[] mark() {
    return MARK.clone();
  }

  /** Decodes an input. */
  public static FuzzConversation of(byte[] input) {
    List<byte[]> datagrams = new ArrayList<>();
    int start = 1;
    for (int at = 1; at + MARK.length <= input.length; at++) {
      if (input[at] == MARK[0]
          && Arrays.equals(input, at, at + MARK.length, MARK, 0, MARK.length)) {
        datagrams.add(Arrays.copyOfRange(input, start, at));
        start = at + MARK.length;
        at = start - 1;
      }
    }
    if (start < input.length) {
      datagrams.add(Arrays.copyOfRange(input, start, input.length));
    }
    return new FuzzConversation(input.length == 0 ? 0 : input[0] & 0xFF, datagrams);
  }

  /** Creates an input from recorded datagrams. */
  public byte[] toInput() {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.write(operation);
    for (int i = 0; i < datagrams.size(); i++) {
      if (i > 0) {
        input.writeBytes(MARK);
      }
      byte[] datagram = datagrams.get(i).clone();
      address(datagram, 0, 0, /* always= */ true);
      input.writeBytes(datagram);
    }
    return input.toByteArray();
  }

  /**
   * Changes the messages of a datagram so that they answer a request, as far as they are
   * well-formed.
   *
   * @param always whether to change messages with another sequence or port than 0 too
   */
  public static void address(byte[] datagram, int sequence, int port, boolean always) {
    ByteBuffer numbers = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    long at = 0;
    while (at + HEADER <= datagram.length) {
      int header = (int) at;
      if (always || numbers.getLong(header + 8) == 0) {
        numbers.putInt(header + 8, sequence).putInt(header + 12, port);
      }
      int length = numbers.getInt(header);
      if (length < HEADER) {
        return;
      }
      at += (length + 3L) & -4;
    }
  }
}

package io.jitpeers.netlink.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A conversation with a kernel as one input: what is asked, in the first byte, and the datagrams
 * that answer, with a mark between any two, so that a byte more or less in one does not move the
 * others. A message of sequence 0 for port 0 is one that answers the request.
 *
 * @param operation what to ask for
 * @param datagrams what the kernel answers
 */
public record FuzzConversation(int operation, List<byte[]> datagrams) {
  private static final byte[] MARK = {(byte) 0xF7, 0x6D, (byte) 0xE2, 0x1B};
  private static final int HEADER = 16;

  /** The mark between two datagrams. */
  public static byte[] mark() {
    return MARK.clone();
  }

  /** Reads an input. */
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

  /** Makes an input of recorded datagrams. */
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
   * Makes the messages of a datagram answer a request, as far as they are of the form.
   *
   * @param always also those that are of another sequence, or for another port, than 0
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

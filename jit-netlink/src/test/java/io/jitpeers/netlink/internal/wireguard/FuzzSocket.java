package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.netlink.testkit.FuzzConversation;
import io.jitpeers.netlink.testkit.Recorded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Answers the request for a family correctly, and every other request with the same exchange. */
final class FuzzSocket implements NetlinkSocket {
  private static final int PORT_ID = 4711;

  private final List<byte[]> family = Recorded.datagrams("family");
  private final Deque<byte[]> answers = new ArrayDeque<>();
  private final List<byte[]> conversation;
  private int calls;
  private int bytes;

  FuzzSocket(List<byte[]> conversation) {
    this.conversation = conversation;
  }

  /** Returns how many datagrams answer a request, including the earlier request for the family. */
  int datagrams() {
    return family.size() + conversation.size();
  }

  /** Returns how many bytes were available to read. */
  int bytes() {
    return bytes;
  }

  /** Returns how many sends and receives there were so far. */
  int calls() {
    return calls;
  }

  @Override
  public int portId() {
    return PORT_ID;
  }

  @Override
  public void send(ByteBuffer datagram) {
    calls++;
    ByteBuffer request = datagram.duplicate().order(ByteOrder.nativeOrder());
    int sequence = request.getInt(8);
    answers.clear();
    boolean isForFamily = request.getShort(4) == Netlink.GENL_ID_CTRL;
    for (byte[] answer : isForFamily ? family : conversation) {
      byte[] sent = answer.clone();
      FuzzConversation.address(sent, sequence, PORT_ID, isForFamily);
      bytes += isForFamily ? 0 : sent.length;
      answers.add(sent);
    }
  }

  @Override
  public int receive(ByteBuffer into) throws SystemCallException {
    calls++;
    byte[] answer = answers.poll();
    if (answer == null) {
      throw new SystemCallException("receiving from", "a netlink socket", Errno.ETIMEDOUT);
    }
    into.put(0, answer, 0, Math.min(answer.length, into.capacity()));
    return answer.length;
  }

  @Override
  public int receiveNow(ByteBuffer into) throws SystemCallException {
    if (answers.isEmpty()) {
      calls++;
      return -1;
    }
    return receive(into);
  }

  @Override
  public boolean awaitReadable(int timeoutMillis) {
    calls++;
    return !answers.isEmpty();
  }

  @Override
  public void wakeUp() {
    // The socket never blocks.
  }

  @Override
  public void close() {
    answers.clear();
  }
}

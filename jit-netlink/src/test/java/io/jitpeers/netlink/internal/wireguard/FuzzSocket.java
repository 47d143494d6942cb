package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.netlink.testkit.Recorded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Answers the question for a family as it should be, and every other request with a conversation
 * that was loaded, one datagram of which is spoilt after it was addressed. It is never closed.
 */
final class FuzzSocket implements NetlinkSocket {
  private static final int PORT_ID = 4711;

  private final List<byte[]> family = Recorded.datagrams("family");
  private final Deque<byte[]> answers = new ArrayDeque<>();
  private List<byte[]> conversation = List.of();
  private int spoilt;
  private UnaryOperator<byte[]> mutation = UnaryOperator.identity();
  private int calls;
  private int bytes;

  /** Sets what the next request is answered with. */
  void load(List<byte[]> datagrams, int index, UnaryOperator<byte[]> change) {
    conversation = datagrams;
    spoilt = index;
    mutation = change;
    calls = 0;
    bytes = 0;
  }

  /** How many datagrams answer a request, with the question for the family before it. */
  int datagrams() {
    return family.size() + conversation.size();
  }

  /** How many bytes of conversation were there to read. */
  int bytes() {
    return bytes;
  }

  /** How often something was sent, or was asked for, since a conversation was loaded. */
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
    if (request.getShort(4) == Netlink.GENL_ID_CTRL) {
      family.forEach(answer -> answers.add(addressed(answer, sequence)));
      return;
    }
    for (int i = 0; i < conversation.size(); i++) {
      byte[] answer = addressed(conversation.get(i), sequence);
      byte[] sent = i == spoilt ? mutation.apply(answer) : answer;
      bytes += sent.length;
      answers.add(sent);
    }
  }

  private static byte[] addressed(byte[] recorded, int sequence) {
    byte[] bytes = recorded.clone();
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    for (int at = 0; at < bytes.length; at += Netlink.align(numbers.getInt(at))) {
      numbers.putInt(at + 8, sequence).putInt(at + 12, PORT_ID);
    }
    return bytes;
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
    // Nobody ever waits.
  }

  @Override
  public void close() {
    answers.clear();
  }
}

package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.pcap.internal.system.Errno;
import io.jitpeers.pcap.internal.system.SystemCallException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/** A kernel that says what it is told to. */
final class ScriptedRouteSocket implements RouteSocket {
  final List<byte[]> requests = new ArrayList<>();
  final Deque<IntFunction<ByteBuffer>> answers = new ArrayDeque<>();
  boolean closed;

  private int sequence;

  /** Answers a request with a route of that type. */
  ScriptedRouteSocket route(int type) {
    answers.add(asked -> routeMessage(asked, type));
    return this;
  }

  /** Answers a request with a route of that type, and the address that is sent from on it. */
  ScriptedRouteSocket route(int type, InetAddress preferredSource) {
    byte[] address = preferredSource.getAddress();
    answers.add(
        asked ->
            header(28 + 4 + address.length, 24, asked)
                .put(16 + 7, (byte) type)
                .putShort(28, (short) (4 + address.length))
                .putShort(30, (short) 7)
                .put(32, address));
    return this;
  }

  /** Answers a request with an error. */
  ScriptedRouteSocket error(int errno) {
    answers.add(asked -> errorMessage(asked, errno));
    return this;
  }

  static ByteBuffer routeMessage(int sequence, int type) {
    ByteBuffer message = header(28 + 8, 24, sequence);
    message.put(16 + 7, (byte) type);
    return message;
  }

  static ByteBuffer errorMessage(int sequence, int errno) {
    ByteBuffer message = header(16 + 20, 2, sequence);
    message.putInt(16, -errno);
    return message;
  }

  static ByteBuffer header(int length, int type, int sequence) {
    ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    return message.putInt(0, length).putShort(4, (short) type).putInt(8, sequence);
  }

  @Override
  public void send(ByteBuffer datagram) {
    byte[] request = new byte[datagram.remaining()];
    datagram.get(datagram.position(), request);
    requests.add(request);
    sequence = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).getInt(8);
  }

  @Override
  public void receive(ByteBuffer into) throws SystemCallException {
    IntFunction<ByteBuffer> answer = answers.poll();
    if (answer == null) {
      throw new SystemCallException("receiving from", "the script", Errno.ETIMEDOUT);
    }
    into.clear();
    into.put(answer.apply(sequence).duplicate()).flip();
  }

  @Override
  public void close() {
    closed = true;
  }
}

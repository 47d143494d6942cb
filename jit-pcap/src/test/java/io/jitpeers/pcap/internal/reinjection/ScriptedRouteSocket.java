package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.NetlinkSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/** A kernel with scripted answers. */
final class ScriptedRouteSocket implements NetlinkSocket {
  final List<byte[]> requests = new ArrayList<>();
  final Deque<IntFunction<ByteBuffer>> answers = new ArrayDeque<>();
  boolean closed;

  private int sequence;

  /** Answers a request with a route of the given type. */
  ScriptedRouteSocket route(int type) {
    answers.add(asked -> routeMessage(asked, type));
    return this;
  }

  /** Answers a request with a route of the given type and source address. */
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
  public int receive(ByteBuffer into) throws SystemCallException {
    IntFunction<ByteBuffer> answer = answers.poll();
    if (answer == null) {
      throw new SystemCallException("receiving from", "the script", Errno.ETIMEDOUT);
    }
    ByteBuffer datagram = answer.apply(sequence);
    if (datagram.getInt(8) == sequence) {
      sequence++; // The next answer is for the next request of the datagram.
    }
    into.put(0, datagram, 0, datagram.limit());
    return datagram.limit();
  }

  @Override
  public int portId() {
    throw notUsed();
  }

  @Override
  public int receiveNow(ByteBuffer into) {
    throw notUsed();
  }

  @Override
  public boolean awaitReadable(int timeoutMillis) {
    throw notUsed();
  }

  @Override
  public void wakeUp() {
    throw notUsed();
  }

  @Override
  public void close() {
    closed = true;
  }

  private static UnsupportedOperationException notUsed() {
    return new UnsupportedOperationException("a route lookup sends, and waits for the answer");
  }
}

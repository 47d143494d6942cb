package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.linux.testkit.ReplyBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * A netlink socket whose answers are scripted byte by byte: for answers that a kernel gives rarely
 * or never. After the end of the script, a receive fails with {@code ETIMEDOUT}, like that of an
 * idle socket.
 *
 * <pre>{@code
 * ScriptedSocket socket =
 *     new ScriptedSocket()
 *         .family(0x1D)
 *         .reply((out, sequence, port) -> out.message(NLMSG_ERROR, 0, sequence, port).rawInt(-19)...)
 *         .error(Errno.ENOBUFS);
 * WireGuardClient client = new WireGuardClient(ScriptedSocket.factory(socket));
 * }</pre>
 *
 * <p>Not thread-safe: the script is written before the socket is used, by one thread.
 */
public final class ScriptedSocket implements NetlinkSocket {
  /** The port id that kernels give to the second socket of a process. */
  private static final int PORT_ID = 0xA1234567;

  /** Writes a datagram that answers a request. */
  @FunctionalInterface
  public interface Reply {
    /**
     * Writes the datagram.
     *
     * @param out the target
     * @param sequence the sequence number of the first message of the latest send
     * @param portId the socket's port id
     */
    void write(ReplyBuilder out, int sequence, int portId);
  }

  private interface Step {
    byte[] receive() throws SystemCallException;
  }

  private final Deque<Step> steps = new ArrayDeque<>();
  private final List<byte[]> sent = new ArrayList<>();
  private int sendErrno;
  private boolean closed;

  /** Answers with a datagram that is created when it is received. */
  public ScriptedSocket reply(Reply reply) {
    return step(
        () -> {
          ReplyBuilder out = new ReplyBuilder();
          reply.write(out, sequence(), PORT_ID);
          return out.toBytes();
        });
  }

  /** Answers with these bytes. */
  public ScriptedSocket datagram(byte... bytes) {
    byte[] copy = bytes.clone();
    return step(() -> copy);
  }

  /**
   * Answers with a recorded datagram, whose sequence numbers and port ids are replaced by those of
   * this exchange.
   */
  public ScriptedSocket recorded(byte... bytes) {
    return step(() -> addressed(bytes));
  }

  /** Answers the request for any family of generic netlink, and acknowledges it. */
  public ScriptedSocket family(int id) {
    reply(
        (out, sequence, portId) ->
            out.message(Netlink.GENL_ID_CTRL, 0, sequence, portId)
                .generic(Uapi.CTRL_CMD_NEWFAMILY)
                .putU16(Uapi.CTRL_ATTR_FAMILY_ID, id));
    return acknowledge(0);
  }

  /** Acknowledges the latest request, with an errno or 0. */
  public ScriptedSocket acknowledge(int errno) {
    return reply(
        (out, sequence, portId) ->
            out.message(Netlink.NLMSG_ERROR, Netlink.NLM_F_CAPPED, sequence, portId)
                .rawInt(-errno)
                .raw(new byte[Netlink.HEADER_LENGTH]));
  }

  /** Ends a dump, with an errno or 0. */
  public ScriptedSocket done(int errno) {
    return reply(
        (out, sequence, portId) ->
            out.message(Netlink.NLMSG_DONE, Netlink.NLM_F_MULTI, sequence, portId).rawInt(-errno));
  }

  /** Fails the receive. */
  public ScriptedSocket error(int errno) {
    return step(
        () -> {
          throw new SystemCallException("receiving from", "a netlink socket", errno);
        });
  }

  /** Fails every send. */
  public ScriptedSocket failSends(int errno) {
    sendErrno = errno;
    return this;
  }

  /** Starts a new script on the socket, which is in the state of a newly opened one. */
  public ScriptedSocket restart() {
    steps.clear();
    sent.clear();
    sendErrno = 0;
    closed = false;
    return this;
  }

  private ScriptedSocket step(Step step) {
    steps.add(step);
    return this;
  }

  /**
   * Returns a factory that opens these sockets one after another; a further one fails with {@code
   * EMFILE}.
   */
  public static NetlinkSocketFactory factory(ScriptedSocket... sockets) {
    Iterator<ScriptedSocket> next = List.of(sockets).iterator();
    return options -> {
      if (!next.hasNext()) {
        throw new SystemCallException("opening", "a netlink socket", Errno.EMFILE);
      }
      return next.next();
    };
  }

  /** Returns the datagrams that were sent, in order. */
  public List<byte[]> sent() {
    return sent.stream().map(byte[]::clone).toList();
  }

  /** Returns how many receives of the script are left. */
  public int stepsLeft() {
    return steps.size();
  }

  /** Returns whether the socket was closed. */
  public boolean isClosed() {
    return closed;
  }

  private int sequence() {
    return sent.isEmpty() ? 0 : at(sent.get(sent.size() - 1)).getInt(8);
  }

  private byte[] addressed(byte[] recorded) {
    byte[] bytes = recorded.clone();
    ByteBuffer numbers = at(bytes);
    for (int start = 0; start < bytes.length; start += Netlink.align(numbers.getInt(start))) {
      numbers.putInt(start + 8, sequence()).putInt(start + 12, PORT_ID);
    }
    return bytes;
  }

  private static ByteBuffer at(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public int portId() {
    return PORT_ID;
  }

  @Override
  public void send(ByteBuffer datagram) throws SystemCallException {
    requireOpen("send");
    if (sendErrno != 0) {
      throw new SystemCallException("sending through", "a netlink socket", sendErrno);
    }
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(datagram.position(), bytes);
    sent.add(bytes);
  }

  @Override
  public int receive(ByteBuffer into) throws SystemCallException {
    int length = receiveNow(into);
    if (length < 0) {
      throw new SystemCallException("receiving from", "a netlink socket", Errno.ETIMEDOUT);
    }
    return length;
  }

  @Override
  public int receiveNow(ByteBuffer into) throws SystemCallException {
    requireOpen("recvfrom");
    Step step = steps.poll();
    if (step == null) {
      return -1;
    }
    byte[] bytes = step.receive();
    into.put(0, bytes, 0, Math.min(bytes.length, into.capacity()));
    return bytes.length;
  }

  /** Returns whether the script has more answers, without waiting. */
  @Override
  public boolean awaitReadable(int timeoutMillis) throws SystemCallException {
    requireOpen("poll");
    return !steps.isEmpty();
  }

  @Override
  public void wakeUp() {
    // The socket never blocks.
  }

  @Override
  public void close() {
    closed = true;
  }

  private void requireOpen(String call) throws SystemCallException {
    if (closed) {
      throw new SystemCallException(call, "a netlink socket", Errno.EBADF);
    }
  }
}

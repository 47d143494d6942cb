package io.jitpeers.netlink.internal.connection;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.linux.netlink.Wipe;
import io.jitpeers.netlink.NetlinkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Performs requests and dumps on a netlink socket, one exchange at a time. The socket is opened
 * when it is first needed. After a failed exchange a new socket is opened, so that a late answer of
 * the failed exchange is never mistaken for an answer of the next exchange.
 *
 * <p>Thread-safe: a second thread waits until the first thread's exchange has ended. Calls block
 * until the kernel has answered. A {@link DumpConsumer} may close the connection, but must not
 * start an exchange on it. The receive buffer is reused, and wiped after each exchange.
 */
public final class NetlinkConnection implements AutoCloseable {
  /**
   * The size of the receive buffer. The kernel makes the datagrams of a dump as large as the
   * largest buffer with which the socket has received, up to 32 KiB ({@code netlink_dump} in {@code
   * net/netlink/af_netlink.c}).
   */
  private static final int RECEIVE_BUFFER_LENGTH = 32 * 1024;

  /**
   * The maximum number of useless messages in a row; if there are more, the exchange fails. While
   * requests wait for acknowledgements, every message that is not an acknowledgement is useless.
   * During a dump, a message is useless if its consumer finds nothing new in it. The same limit
   * applies to datagrams in a row that contain no answer to the current exchange.
   */
  private static final int MAX_IDLE_MESSAGES = 64;

  private static final String CLOSED = "a closed connection";

  private final NetlinkSocketFactory factory;
  private final NetlinkSocketOptions options;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(RECEIVE_BUFFER_LENGTH).order(ByteOrder.nativeOrder());
  private final MessageReader message = new MessageReader(buffer);
  private final AttributeReader attributes = new AttributeReader(buffer);
  private @Nullable NetlinkSocket socket;
  private int sequence;
  private int received;
  private boolean conversing;
  private boolean closed;

  /**
   * Creates a connection; no socket is opened yet.
   *
   * @param factory opens sockets in the required network namespace
   * @param options the options of the sockets
   */
  public NetlinkConnection(NetlinkSocketFactory factory, NetlinkSocketOptions options) {
    this.factory = factory;
    this.options = options;
  }

  /**
   * Returns the buffer that holds the messages given to consumers. {@link AttributeReader}s read
   * from this buffer.
   */
  public ByteBuffer buffer() {
    return buffer;
  }

  /**
   * Sends requests in one datagram and waits until the kernel has acknowledged each of them.
   *
   * @param operation the operation's name in error messages
   * @param requests messages that ask for an acknowledgement
   * @param replies receives messages that are not acknowledgements; the value that it returns is
   *     ignored
   * @return the acknowledgements, in the order of the requests
   * @throws NetlinkException if the requests could not be sent or an acknowledgement was lost; the
   *     kernel may have executed any of the requests
   */
  public synchronized Acknowledgement[] request(
      String operation, MessageWriter requests, DumpConsumer replies) throws NetlinkException {
    Acknowledgement[] answers = new Acknowledgement[requests.messages()];
    if (answers.length == 0) {
      return answers;
    }
    return converse(
        operation,
        requests,
        new Conversation<>() {
          private int missing = answers.length;
          private int idle;

          @Override
          public Acknowledgement @Nullable [] take(int request) throws NetlinkFormatException {
            if (message.type() != Netlink.NLMSG_ERROR) {
              takeReply();
              return null;
            }
            idle = 0;
            if (answers[request] == null) {
              missing--;
            }
            answers[request] = Acknowledgement.read(message, attributes);
            return missing == 0 ? answers : null;
          }

          private void takeReply() throws NetlinkFormatException {
            if (++idle > MAX_IDLE_MESSAGES) {
              throw new NetlinkFormatException(
                  idle + " messages in a row that acknowledge nothing");
            }
            if (message.type() >= Netlink.NLMSG_MIN_TYPE) {
              var unused = replies.accept(message);
            }
          }
        });
  }

  /**
   * Sends one request for a dump and passes every message of the answer to a consumer.
   *
   * @param operation the operation's name in error messages
   * @param request one message
   * @param consumer receives the messages
   * @return how the dump ended
   * @throws NetlinkException if the kernel refused the request, reported an error during the dump,
   *     or did not send the end of the dump
   */
  public synchronized DumpEnd dump(String operation, MessageWriter request, DumpConsumer consumer)
      throws NetlinkException {
    Dump dump = new Dump(operation, consumer);
    DumpEnd end = converse(operation, request, dump);
    if (dump.failure != null) {
      throw dump.failure;
    }
    if (end == DumpEnd.STOPPED) {
      disconnect();
    }
    return end;
  }

  private final class Dump implements Conversation<DumpEnd> {
    private final String operation;
    private final DumpConsumer consumer;
    private boolean interrupted;
    private int idle;
    private @Nullable NetlinkException failure;

    Dump(String operation, DumpConsumer consumer) {
      this.operation = operation;
      this.consumer = consumer;
    }

    @Override
    public @Nullable DumpEnd take(int request) throws NetlinkFormatException {
      interrupted |= (message.flags() & Netlink.NLM_F_DUMP_INTR) != 0;
      int type = message.type();
      if (type == Netlink.NLMSG_DONE || type == Netlink.NLMSG_ERROR) {
        Acknowledgement end = Acknowledgement.read(message, attributes);
        failure = end.isSuccess() ? null : Failures.of(operation, end);
        return interrupted ? DumpEnd.INTERRUPTED : DumpEnd.COMPLETE;
      }
      DumpConsumer.Next next =
          type < Netlink.NLMSG_MIN_TYPE ? DumpConsumer.Next.NO_PROGRESS : consumer.accept(message);
      idle = next == DumpConsumer.Next.NO_PROGRESS ? idle + 1 : 0;
      if (idle > MAX_IDLE_MESSAGES) {
        throw new NetlinkFormatException(
            idle + " messages in a row that contain nothing new: the dump may be endless");
      }
      return next == DumpConsumer.Next.STOP ? DumpEnd.STOPPED : null;
    }
  }

  /** Handles the messages of one exchange. */
  private interface Conversation<T> {
    /**
     * Handles the message at the reader's position. The message answers one of the requests.
     *
     * @param request the index of the answered request, counted from 0
     * @return the result if this message ends the exchange, otherwise null
     */
    @Nullable T take(int request) throws NetlinkFormatException;
  }

  private <T> T converse(String operation, MessageWriter requests, Conversation<T> conversation)
      throws NetlinkException {
    if (conversing) {
      throw new IllegalStateException(
          operation + ": a consumer cannot use the connection that it receives from");
    }
    boolean done = false;
    conversing = true;
    try {
      NetlinkSocket open = connect();
      int first = sequence;
      sequence += requests.messages();
      requests.number(first);
      open.send(requests.datagram());
      T result = receiveUntilEnd(open, first, requests.messages(), conversation);
      done = true;
      return result;
    } catch (SystemCallException e) {
      // If the consumer closed the connection, a failure of the descriptor is expected.
      throw Failures.of(
          operation, closed ? new SystemCallException("using", CLOSED, Errno.EBADF, e) : e);
    } catch (NetlinkFormatException e) {
      throw NetlinkException.ofAnswer(operation, "the kernel's answer has " + e.getMessage(), e);
    } finally {
      conversing = false;
      Wipe.zero(buffer, received);
      received = 0;
      if (!done) {
        disconnect();
      }
    }
  }

  private <T> T receiveUntilEnd(
      NetlinkSocket open, int first, int requests, Conversation<T> conversation)
      throws SystemCallException, NetlinkFormatException {
    int strangers = 0;
    while (true) {
      int length = open.receive(buffer);
      received = Math.max(received, Math.min(length, buffer.capacity()));
      if (length > buffer.capacity()) {
        throw new NetlinkFormatException(
            "a datagram of " + length + " bytes, more than the buffer's " + buffer.capacity());
      }
      message.reset(length);
      boolean ours = false;
      while (message.next()) {
        if (message.type() == Netlink.NLMSG_OVERRUN) {
          throw new SystemCallException("receiving from", "a netlink socket", Errno.ENOBUFS);
        }
        int request = message.sequence() - first;
        if (message.portId() != open.portId() || request < 0 || request >= requests) {
          continue;
        }
        ours = true;
        T result = conversation.take(request);
        if (result != null) {
          return result;
        }
      }
      strangers = ours ? 0 : strangers + 1;
      if (strangers > MAX_IDLE_MESSAGES) {
        throw new NetlinkFormatException(
            strangers + " datagrams in a row that answer none of our requests");
      }
    }
  }

  private NetlinkSocket connect() throws SystemCallException {
    if (closed) {
      throw new SystemCallException("using", CLOSED, Errno.EBADF);
    }
    if (socket == null) {
      socket = factory.open(options);
    }
    return socket;
  }

  /** Closes the socket, if one is open; the next exchange opens another. */
  public synchronized void disconnect() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  /** Closes the connection permanently, after the current exchange. */
  @Override
  public synchronized void close() {
    closed = true;
    disconnect();
  }
}

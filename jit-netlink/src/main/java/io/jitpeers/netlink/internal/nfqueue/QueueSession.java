package io.jitpeers.netlink.internal.nfqueue;

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
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.Acknowledgement;
import io.jitpeers.netlink.internal.connection.Failures;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.source.support.PacketDelivery;
import io.jitpeers.source.support.UdpDatagram;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.ResponderKey;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * A bound queue and its socket. A session lasts until {@link #end} is called. One thread reads;
 * {@link #wakeUp} and {@link #end} may be called on any thread.
 */
final class QueueSession {
  /**
   * The length of the receive buffer, which has room for a packet's copy and for the attributes
   * that the kernel adds to the copy.
   */
  private static final int RECEIVE_BUFFER_LENGTH = 2 * QueueMessages.COPY_RANGE;

  /** When this many verdicts wait, they are sent, even if there are more packets to read. */
  private static final int FLUSH_AT = 64;

  /**
   * The sequence number of configuration requests. Verdicts have the number 0, so the number in an
   * error message shows which kind of request was answered.
   */
  private static final int CONFIG_SEQUENCE = 1;

  private static final int CONFIG_LENGTH = 128;

  private static final int NOTHING = -1;

  private final String operation;
  private final NetlinkSocket socket;
  private final QueueCounters counters;
  private final FailureLog failures;
  private final TimeSource time;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(RECEIVE_BUFFER_LENGTH);
  private final MessageReader message = new MessageReader(buffer);
  private final AttributeReader attributes = new AttributeReader(buffer);
  private final PacketMessage packetMessage = new PacketMessage();
  private final UdpDatagram datagram = new UdpDatagram(buffer);
  private final VerdictSender verdicts;
  private final QueuedPacket packet;
  // Packets that arrived before the answer to the bind request.
  private final Queue<byte[]> early = new ArrayDeque<>();

  private QueueSession(
      NetlinkSocket socket,
      QueueOptions options,
      QueueCounters counters,
      FailureLog failures,
      TimeSource time) {
    this.operation = operation(options);
    this.socket = socket;
    this.counters = counters;
    this.failures = failures;
    this.time = time;
    this.verdicts = new VerdictSender(socket, options.queue(), counters);
    this.packet = new QueuedPacket(buffer, datagram, verdicts);
  }

  private static String operation(QueueOptions options) {
    return "binding the nfqueue " + options.queue();
  }

  /** Binds a queue. If the kernel refuses, the exception names a remedy. */
  static QueueSession open(
      NetlinkSocketFactory sockets,
      QueueOptions options,
      QueueCounters counters,
      FailureLog failures,
      TimeSource time)
      throws NetlinkException {
    NetlinkSocket socket;
    try {
      socket =
          sockets.open(
              NetlinkSocketOptions.of(Netlink.NETLINK_NETFILTER)
                  .withBuffers(0, options.receiveBufferBytes()));
    } catch (SystemCallException e) {
      throw BindFailures.opening(operation(options), e);
    }
    try {
      QueueSession session = new QueueSession(socket, options, counters, failures, time);
      session.bind(options);
      return session;
    } catch (NetlinkException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void bind(QueueOptions options) throws NetlinkException {
    try {
      MessageWriter request = new MessageWriter(CONFIG_LENGTH);
      QueueMessages.bind(request, options);
      Acknowledgement answer = request(request);
      if (answer.isSuccess()) {
        return;
      }
      throw BindFailures.binding(operation, answer, answer.errno() == Errno.EPERM && permitted());
    } catch (SystemCallException e) {
      throw Failures.of(operation, e);
    } catch (NetlinkFormatException e) {
      throw NetlinkException.ofAnswer(operation, "the kernel's answer has " + e.getMessage(), e);
    }
  }

  private boolean permitted() throws SystemCallException, NetlinkException, NetlinkFormatException {
    MessageWriter probe = new MessageWriter(CONFIG_LENGTH);
    QueueMessages.probe(probe);
    return request(probe).isSuccess();
  }

  /**
   * Sends a request and returns the answer. When the send call returns, the kernel has already
   * answered, but packets may precede the answer in the receive buffer.
   */
  private Acknowledgement request(MessageWriter request)
      throws SystemCallException, NetlinkException, NetlinkFormatException {
    request.number(CONFIG_SEQUENCE);
    socket.send(request.datagram());
    while (true) {
      int length = receive();
      if (length == NOTHING) {
        break;
      }
      message.reset(length);
      while (message.next()) {
        if (message.type() == Netlink.NLMSG_ERROR && message.sequence() == CONFIG_SEQUENCE) {
          return Acknowledgement.read(message, attributes);
        }
        keepForLater(length);
      }
    }
    if (early.isEmpty()) {
      throw NetlinkException.ofAnswer(operation, "the kernel did not answer", null);
    }
    // The answer was lost in a burst of packets. Packets arrive only if the queue is bound, so the
    // request succeeded.
    return Acknowledgement.SUCCESS;
  }

  private void keepForLater(int length) {
    // This method is called once for each message, and copies the whole datagram. The kernel sends
    // each packet in a separate datagram, so no datagram is copied twice.
    byte[] copy = new byte[length];
    buffer.get(0, copy);
    early.add(copy);
  }

  /**
   * Receives a datagram. Returns the datagram's length; 0 if packets were lost or the datagram was
   * truncated (both are counted); -1 if no datagram is waiting.
   */
  private int receive() throws SystemCallException {
    try {
      int length = socket.receiveNow(buffer);
      if (length > buffer.capacity()) {
        failures.record(
            "a message of the nfqueue was cut off",
            new NetlinkFormatException(
                "a datagram of " + length + " bytes, more than the buffer's " + buffer.capacity()));
        return 0;
      }
      return length;
    } catch (SystemCallException e) {
      if (e.errno() != Errno.ENOBUFS) {
        throw e;
      }
      // After an overrun, the kernel delivers nothing more until the buffer has been read
      // completely.
      counters.bufferOverruns.increment();
      return 0;
    }
  }

  /** Returns the socket's port id. */
  int portId() {
    return socket.portId();
  }

  /** Returns how many packets were delivered and have no verdict yet. */
  int undecided() {
    return verdicts.undecided();
  }

  /**
   * Reads and delivers packets until {@code stop} returns true.
   *
   * @param delivery receives packets that look like initiations
   * @param stop returns whether to stop; called after each packet, and after {@link #wakeUp}
   * @throws SystemCallException if the socket is no longer usable
   * @throws NetlinkException if the queue no longer exists in the kernel
   */
  void serve(PacketDelivery delivery, BooleanSupplier stop)
      throws SystemCallException, NetlinkException {
    verdicts.readByThisThread();
    while (!stop.getAsBoolean() && !early.isEmpty()) {
      byte[] copy = early.remove();
      buffer.put(0, copy);
      process(copy.length, delivery);
    }
    while (!stop.getAsBoolean()) {
      drain(delivery, stop);
      verdicts.flush();
      verdicts.requireHealthy();
      if (!stop.getAsBoolean()) {
        var unused = socket.awaitReadable(-1);
      }
    }
  }

  private void drain(PacketDelivery delivery, BooleanSupplier stop)
      throws SystemCallException, NetlinkException {
    while (!stop.getAsBoolean()) {
      int length = receive();
      if (length == NOTHING) {
        return;
      }
      process(length, delivery);
      if (verdicts.waiting() >= FLUSH_AT) {
        verdicts.flush();
        verdicts.requireHealthy();
      }
    }
  }

  private void process(int length, PacketDelivery delivery) throws NetlinkException {
    try {
      message.reset(length);
      while (message.next()) {
        switch (message.type()) {
          case Nfqueue.NFQNL_MSG_PACKET -> readPacket(delivery);
          case Netlink.NLMSG_ERROR -> readError();
          default -> {
            // NLMSG_NOOP, or a type that this version does not know.
          }
        }
      }
    } catch (NetlinkFormatException e) {
      failures.record("a message of the kernel could not be parsed", e);
    }
  }

  private void readPacket(PacketDelivery delivery) throws NetlinkFormatException {
    counters.received.increment();
    try {
      packetMessage.read(message, attributes);
    } catch (NetlinkFormatException e) {
      if (packetMessage.identified()) {
        verdicts.decide(verdicts.read(packetMessage.id()), true);
      }
      throw e;
    }
    long id = verdicts.read(packetMessage.id());
    if (datagram.find(packetMessage.start(), packetMessage.length()) != null
        || !ResponderKey.looksLikeInitiation(packet.look())) {
      counters.notInitiations.increment();
      verdicts.decide(id, true);
      return;
    }
    packet.open(id, packetMessage.interfaceIndex(), time.nanoTime());
    delivery.deliver(packet);
  }

  /**
   * Handles an error message. A verdict causes an error message only if the kernel could not apply
   * the verdict.
   */
  private void readError() throws NetlinkFormatException, NetlinkException {
    Acknowledgement answer = Acknowledgement.read(message, attributes);
    if (answer.errno() == Errno.ENOENT) {
      // The packet had been dropped because its interface went down.
      counters.tooLate.increment();
    } else if (!answer.isSuccess()) {
      throw Failures.of("giving a verdict", answer);
    }
  }

  /** Makes the reading thread check whether to stop. */
  void wakeUp() {
    socket.wakeUp();
  }

  /** Lets undecided packets pass, and closes the socket. Ending again does nothing. */
  void end() {
    try {
      verdicts.end();
    } catch (SystemCallException e) {
      failures.record(
          "the packets in the nfqueue could not be accepted before it was closed; they are lost",
          e);
    }
  }
}

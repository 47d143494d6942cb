package io.jitpeers.netlink.internal.link;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.Failures;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Monitors the interfaces of one network namespace, on a daemon thread of its own, until the
 * monitor is closed. At the start, the monitor requests the list of all interfaces, so that the
 * listener knows their current state. The monitor requests the list again whenever the kernel
 * reports that the socket's receive buffer overflowed (ENOBUFS). If the monitor cannot process a
 * notification, it does not request the list again.
 */
public final class LinkMonitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LinkMonitor.class);

  /** {@code RTMGRP_LINK} of {@code linux/rtnetlink.h}. */
  private static final int RTMGRP_LINK = 1;

  private static final int RTM_GETLINK = 18;
  private static final int REQUEST_LENGTH = 64;
  private static final int BUFFER_LENGTH = 32 * 1024;
  private static final int RECEIVE_BUFFER_LENGTH = 1024 * 1024;
  private static final int WITHOUT_END = -1;

  /** Receives notifications, on the monitor's thread. Its methods must not throw. */
  public interface Listener {
    /**
     * Called for each interface of a requested list, and for each interface that was created,
     * changed or removed.
     */
    void onLink(LinkEvent event);

    /**
     * Called when notifications were lost or could not be processed, and when a failure ends the
     * monitoring. Even a new list of all interfaces cannot replace every lost notification: the
     * list does not mention interfaces that were removed.
     */
    void onLoss();
  }

  private final NetlinkSocket socket;
  private final Listener listener;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_LENGTH);
  private final MessageReader message = new MessageReader(buffer);
  private final LinkDecoder decoder = new LinkDecoder(buffer);
  private final Thread thread;
  private final FailureLog failures = new FailureLog(log, TimeSource.system());
  private volatile boolean closed;

  private LinkMonitor(NetlinkSocket socket, Listener listener, String name) {
    this.socket = socket;
    this.listener = listener;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Starts to listen. The listener receives all notifications that the kernel sends after this
   * method has returned.
   *
   * @param sockets opens sockets in the namespace
   * @param listener receives the notifications
   * @param threadName the thread's name
   * @throws NetlinkException if the kernel refuses the subscription
   */
  public static LinkMonitor start(
      NetlinkSocketFactory sockets, Listener listener, String threadName) throws NetlinkException {
    NetlinkSocketOptions options =
        NetlinkSocketOptions.of(Netlink.NETLINK_ROUTE)
            .withGroups(RTMGRP_LINK)
            .withBuffers(0, RECEIVE_BUFFER_LENGTH);
    NetlinkSocket socket = null;
    boolean started = false;
    try {
      socket = sockets.open(options);
      LinkMonitor monitor = new LinkMonitor(socket, listener, threadName);
      monitor.askForAll();
      monitor.thread.start();
      started = true;
      return monitor;
    } catch (SystemCallException e) {
      throw Failures.of("listening for changes of interfaces", e);
    } finally {
      if (!started && socket != null) {
        socket.close();
      }
    }
  }

  private void run() {
    try {
      while (!closed) {
        if (socket.awaitReadable(WITHOUT_END)) {
          drainWhateverHappens();
        }
      }
    } catch (SystemCallException | RuntimeException | Error e) {
      if (!closed) {
        log.error("changes of interfaces are no longer monitored; sweeps still read the device", e);
        listener.onLoss();
      }
    } finally {
      socket.close();
    }
  }

  /**
   * Reads the pending notifications. If processing them fails, for example for lack of memory,
   * {@link Listener#onLoss} is called, and monitoring continues.
   */
  private void drainWhateverHappens() throws SystemCallException {
    try {
      drain();
    } catch (RuntimeException | Error e) {
      failures.record("a change of an interface could not be processed", e);
      listener.onLoss();
    }
  }

  /**
   * Requests the list of all interfaces. The kernel sends the answers in the form of notifications.
   */
  private void askForAll() throws SystemCallException {
    MessageWriter request = new MessageWriter(REQUEST_LENGTH);
    request.begin(RTM_GETLINK, Netlink.NLM_F_DUMP).bytes(new byte[LinkDecoder.HEADER_LENGTH]).end();
    socket.send(request.datagram());
  }

  private void drain() throws SystemCallException {
    int length = receive();
    while (length >= 0 && !closed) {
      if (length > buffer.capacity() || !read(length)) {
        listener.onLoss();
      }
      length = receive();
    }
  }

  private int receive() throws SystemCallException {
    while (true) {
      try {
        return socket.receiveNow(buffer);
      } catch (SystemCallException e) {
        if (e.errno() != Errno.ENOBUFS) {
          throw e;
        }
        log.info("changes of interfaces came faster than they were read");
        listener.onLoss();
        askForAll();
      }
    }
  }

  private boolean read(int length) {
    try {
      message.reset(length);
      while (message.next()) {
        LinkEvent event = decoder.decode(message);
        if (event != null) {
          listener.onLink(event);
        }
      }
      return true;
    } catch (NetlinkFormatException e) {
      log.warn("a notification of the kernel about an interface could not be parsed", e);
      return false;
    }
  }

  /** Ends the thread, without waiting for it. Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    socket.wakeUp();
  }
}

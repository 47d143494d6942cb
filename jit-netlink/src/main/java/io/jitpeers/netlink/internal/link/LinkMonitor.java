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
 * Hears of the interfaces of one network namespace, on a daemon thread of its own, until it is
 * closed. At first, and whenever the kernel could not deliver, it asks for all of them, so that the
 * listener knows their state and not only their changes.
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

  /** Takes what is heard, on the monitor's thread. It must not throw. */
  public interface Listener {
    /** An interface is there, or was made, changed or removed. */
    void onLink(LinkEvent event);

    /** Something happened that was not heard, a removal perhaps. */
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
   * Begins to listen. What happens after this returns is heard.
   *
   * @param sockets opens sockets in the namespace
   * @param listener takes what is heard
   * @param threadName the thread's name
   * @throws NetlinkException if the kernel refuses
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
        log.error("no more changes of interfaces are heard; sweeps still look at the device", e);
        listener.onLoss();
      }
    } finally {
      socket.close();
    }
  }

  /** What could not be taken in, as for want of memory, is a loss, and the next is heard again. */
  private void drainWhateverHappens() throws SystemCallException {
    try {
      drain();
    } catch (RuntimeException | Error e) {
      failures.record("a change of an interface could not be taken in", e);
      listener.onLoss();
    }
  }

  /** The answers are what is heard anyway. */
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
      log.warn("could not read what the kernel says of an interface", e);
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

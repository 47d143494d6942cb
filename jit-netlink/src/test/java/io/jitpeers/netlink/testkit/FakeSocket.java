package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.linux.testkit.ReplyBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A socket of the fake kernel. */
final class FakeSocket implements NetlinkSocket {
  // net.core.wmem_default, and the part of it that the kernel uses for itself
  // (netlink_alloc_large_skb).
  private static final int DEFAULT_SEND_BUFFER = 212_992;
  private static final int SEND_OVERHEAD = 32;

  /** An entry of the receive queue: a datagram, or an error in its place. */
  private record Arrival(ByteBuffer datagram, int errno) {}

  private final FakeNetlinkKernel kernel;
  private final NetlinkSocketOptions options;
  private final int portId;
  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private int largestReceive;
  private @Nullable DeviceDump dump;
  private boolean wokenUp;
  private boolean closed;

  FakeSocket(FakeNetlinkKernel kernel, NetlinkSocketOptions options, int portId) {
    this.kernel = kernel;
    this.options = options;
    this.portId = portId;
  }

  boolean isGeneric() {
    return options.protocol() == Netlink.NETLINK_GENERIC;
  }

  boolean isAt(int protocol, int id) {
    return options.protocol() == protocol && portId == id;
  }

  /** Returns whether it joined a group of link notifications. */
  boolean hearsOfLinks() {
    return options.protocol() == Netlink.NETLINK_ROUTE
        && (options.groups() & Uapi.RTMGRP_LINK) != 0;
  }

  void queue(byte[] datagram) {
    arrivals.add(new Arrival(ByteBuffer.wrap(datagram), 0));
    kernel.lock.notifyAll();
  }

  void queueError(int errno) {
    arrivals.add(new Arrival(ByteBuffer.allocate(0), errno));
    kernel.lock.notifyAll();
  }

  boolean isDumping() {
    return dump != null;
  }

  void beginDump(DeviceState device, int sequence) {
    dump =
        new DeviceDump(
            device, kernel.familyId(), sequence, portId, kernel.faults().takeInterruption());
    continueDump();
  }

  private void continueDump() {
    DeviceDump running = dump;
    if (running != null) {
      ReplyBuilder datagram = new ReplyBuilder(kernel.dumpDatagramLength(largestReceive));
      if (running.next(datagram, kernel.faults())) {
        dump = null;
      }
      queue(datagram.toBytes());
    }
  }

  @Override
  public int portId() {
    return portId;
  }

  @Override
  public void send(ByteBuffer datagram) throws SystemCallException {
    synchronized (kernel.lock) {
      requireOpen("send");
      if (kernel.faults().sendErrno() != 0) {
        throw new SystemCallException(
            "sending through", "a netlink socket", kernel.faults().sendErrno());
      }
      int buffer = Math.max(DEFAULT_SEND_BUFFER, options.sendBufferBytes());
      if (datagram.remaining() > buffer - SEND_OVERHEAD) {
        throw new SystemCallException("sending through", "a netlink socket", Errno.EMSGSIZE);
      }
      kernel.handle(this, datagram);
    }
  }

  @Override
  public int receive(ByteBuffer into) throws SystemCallException {
    synchronized (kernel.lock) {
      requireOpen("recvfrom");
      // The fake kernel answers before a send returns, so only notifications are worth waiting for.
      boolean readable =
          !arrivals.isEmpty() || (hearsOfLinks() && await(options.receiveTimeout().toMillis()));
      requireOpen("recvfrom");
      if (!readable) {
        throw new SystemCallException("receiving from", "a netlink socket", Errno.ETIMEDOUT);
      }
    }
    return receiveNow(into);
  }

  @Override
  public int receiveNow(ByteBuffer into) throws SystemCallException {
    ByteBuffer datagram;
    boolean dumping;
    synchronized (kernel.lock) {
      requireOpen("recvfrom");
      int errno = kernel.faults().takeReceiveFailure();
      if (errno != 0) {
        throw new SystemCallException("receiving from", "a netlink socket", errno);
      }
      if (arrivals.isEmpty()) {
        return -1;
      }
      Arrival arrival = arrivals.remove();
      if (arrival.errno() != 0) {
        throw new SystemCallException("receiving from", "a netlink socket", arrival.errno());
      }
      datagram = arrival.datagram();
      largestReceive = Math.max(largestReceive, into.capacity());
      dumping = isDumping();
    }
    into.put(0, datagram, 0, Math.min(datagram.capacity(), into.capacity()));
    if (dumping) {
      goOn();
    }
    return datagram.capacity();
  }

  /** Creates the dump's next datagram, as the kernel does when one was received. */
  private void goOn() {
    Runnable action = kernel.faults().takeBetweenDatagrams();
    if (action != null) {
      action.run();
    }
    synchronized (kernel.lock) {
      continueDump();
    }
  }

  @Override
  public boolean awaitReadable(int timeoutMillis) throws SystemCallException {
    synchronized (kernel.lock) {
      requireOpen("poll");
      boolean readable = await(timeoutMillis < 0 ? Long.MAX_VALUE / 1_000_000 : timeoutMillis);
      requireOpen("poll");
      return readable;
    }
  }

  /** Waits, in real time, for something to receive, a wake-up or the closing of the socket. */
  private boolean await(long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean interrupted = false;
    while (arrivals.isEmpty() && !wokenUp && !closed) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(kernel.lock, left);
      } catch (InterruptedException e) {
        // poll(2) does not react to Java interrupts.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    boolean readable = !wokenUp && !closed && !arrivals.isEmpty();
    wokenUp = false;
    return readable;
  }

  @Override
  public void wakeUp() {
    synchronized (kernel.lock) {
      wokenUp = true;
      kernel.lock.notifyAll();
    }
  }

  @Override
  public void close() {
    synchronized (kernel.lock) {
      closed = true;
      dump = null;
      arrivals.clear();
      kernel.forget(this);
      kernel.lock.notifyAll();
    }
  }

  private void requireOpen(String call) throws SystemCallException {
    if (closed) {
      throw new SystemCallException(call, "a netlink socket", Errno.EBADF);
    }
  }
}

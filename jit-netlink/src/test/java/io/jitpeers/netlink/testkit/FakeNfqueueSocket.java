package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.NetlinkSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** A socket of a {@link FakeNfqueueKernel}. Thread-safe. */
public final class FakeNfqueueSocket implements NetlinkSocket {
  private final FakeNfqueueKernel kernel;
  private final int portId;
  // Guarded by this, like the following fields.
  private final Deque<byte[]> received = new ArrayDeque<>();
  private int errno;
  private boolean congested;
  private boolean woken;
  private boolean closed;
  private boolean waiting;
  private int sendErrno;

  FakeNfqueueSocket(FakeNfqueueKernel kernel, int portId) {
    this.kernel = kernel;
    this.portId = portId;
  }

  @Override
  public int portId() {
    return portId;
  }

  /** Adds a datagram to the receive buffer, unless it is full. */
  synchronized boolean offer(byte[] datagram, int capacity) {
    if (congested || received.size() >= capacity) {
      // As in netlink_overrun: reported once, and nothing more is accepted until everything was
      // read.
      errno = congested ? errno : Errno.ENOBUFS;
      congested = true;
      notifyAll();
      return false;
    }
    received.add(datagram);
    notifyAll();
    return true;
  }

  /** Adds arbitrary bytes to the receive buffer. */
  public void inject(byte[] datagram) {
    if (!offer(datagram, Integer.MAX_VALUE)) {
      throw new IllegalStateException("the receive buffer is congested");
    }
  }

  /** Fails the next receive. */
  public synchronized void failReceiving(int error) {
    errno = error;
    notifyAll();
  }

  /** Fails every subsequent send. */
  public synchronized void failSending(int error) {
    sendErrno = error;
  }

  @Override
  public void send(ByteBuffer datagram) throws SystemCallException {
    synchronized (this) {
      requireOpen("send");
      if (sendErrno != 0) {
        throw new SystemCallException("sending through", "a netlink socket", sendErrno);
      }
    }
    kernel.receive(this, datagram);
  }

  @Override
  public int receive(ByteBuffer into) {
    throw new UnsupportedOperationException("an nfqueue is read without waiting");
  }

  @Override
  public synchronized int receiveNow(ByteBuffer into) throws SystemCallException {
    requireOpen("recvfrom");
    if (errno != 0) {
      int error = errno;
      errno = 0;
      throw new SystemCallException("receiving from", "a netlink socket", error);
    }
    byte[] datagram = received.poll();
    if (datagram == null) {
      return -1;
    }
    congested &= !received.isEmpty();
    into.put(0, datagram, 0, Math.min(datagram.length, into.capacity()));
    return datagram.length;
  }

  @Override
  public synchronized boolean awaitReadable(int timeoutMillis) throws SystemCallException {
    requireOpen("poll");
    if (timeoutMillis >= 0) {
      throw new UnsupportedOperationException("waits without end only");
    }
    while (received.isEmpty() && errno == 0 && !woken && !closed) {
      try {
        waiting = true;
        notifyAll();
        wait();
      } catch (InterruptedException e) {
        waiting = false;
        Thread.currentThread().interrupt();
        throw new SystemCallException("waiting for", "a netlink socket", Errno.EINTR);
      }
    }
    waiting = false;
    boolean readable = !woken;
    woken = false;
    requireOpen("poll");
    return readable;
  }

  /** Waits until a thread waits in {@link #awaitReadable} and has nothing to read. */
  public synchronized void awaitReader() throws InterruptedException {
    while (!waiting || !received.isEmpty() || errno != 0 || woken) {
      wait();
    }
  }

  @Override
  public synchronized void wakeUp() {
    woken = true;
    notifyAll();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
    }
    kernel.closed(this);
  }

  private void requireOpen(String call) throws SystemCallException {
    if (closed) {
      throw new SystemCallException(call, "a netlink socket", Errno.EBADF);
    }
  }
}

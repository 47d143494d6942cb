package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.Errno;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The faults to inject into a {@link FakeNetlinkKernel}. Each fault is armed here and affects later
 * requests. Thread-safe.
 */
public final class KernelFaults {
  private final Object lock;
  private final Map<PublicKey, SetFailure> setFailures = new HashMap<>();
  private final Map<IpPrefix, KernelError> allowedIpFailures = new HashMap<>();
  private int interruptedDumps;
  private @Nullable DumpFailure dumpFailure;
  private int receivesUntilFailure;
  private int receiveErrno;
  private int sendErrno;
  private int openErrno;
  private @Nullable Runnable betweenDatagrams;

  /**
   * Fails requests that contain the key, after a number of successful ones; permanently or once.
   */
  private static final class SetFailure {
    private final KernelError error;
    private final boolean once;
    private int skip;

    SetFailure(KernelError error, int skip, boolean once) {
      this.error = error;
      this.skip = skip;
      this.once = once;
    }
  }

  /** How a dump ends after a number of datagrams; errno 0 to end it as if it were complete. */
  private record DumpFailure(int datagrams, int errno, @Nullable String text) {}

  KernelFaults(Object lock) {
    this.lock = lock;
  }

  /**
   * Fails every request that sets the peer with a key, removals included, before it changes that
   * peer. Earlier peers in the message are set, later ones are not.
   *
   * @param errno positive
   * @param text the kernel's text, or null for none
   */
  public void failSetOf(PublicKey key, int errno, @Nullable String text) {
    synchronized (lock) {
      setFailures.put(key, new SetFailure(new KernelError(errno, text, -1), 0, false));
    }
  }

  /**
   * Fails one request that sets the peer with a key.
   *
   * @param skip how many requests with the key succeed before, such as 1 to fail the second part of
   *     a peer
   * @param errno positive
   * @param text the kernel's text, or null for none
   */
  public void failOneSetOf(PublicKey key, int skip, int errno, @Nullable String text) {
    synchronized (lock) {
      setFailures.put(key, new SetFailure(new KernelError(errno, text, -1), skip, true));
    }
  }

  /** Fails every request at its first allowed IP; everything before it has been set. */
  public void failAllowedIp(IpPrefix prefix, int errno, @Nullable String text) {
    synchronized (lock) {
      allowedIpFailures.put(prefix, new KernelError(errno, text, -1));
    }
  }

  /**
   * Marks the next dumps as interrupted, although nothing changes. Reading a device without its
   * peers also is a dump.
   */
  public void interruptDumps(int count) {
    synchronized (lock) {
      interruptedDumps = count;
    }
  }

  /**
   * Ends the next dump early as if it were complete. With an interruption, this is what happens
   * when the dump's current peer is removed; without one, the kernel's answer is wrong.
   *
   * @param datagrams the number of datagrams before the one with the end
   */
  public void endNextDumpAfter(int datagrams) {
    failNextDumpAfter(datagrams, 0, null);
  }

  /**
   * Ends the next dump early, with an error.
   *
   * @param datagrams the number of datagrams before
   * @param errno positive
   * @param text the kernel's text, or null for none
   */
  public void failNextDumpAfter(int datagrams, int errno, @Nullable String text) {
    synchronized (lock) {
      dumpFailure = new DumpFailure(datagrams, errno, text);
    }
  }

  /** Fails a receive with {@code ENOBUFS} after a number of others, counted over all sockets. */
  public void loseAnswerAfter(int receives) {
    failReceiveAfter(receives, Errno.ENOBUFS);
  }

  /** Fails a receive after a number of others, counted over all sockets. */
  public void failReceiveAfter(int receives, int errno) {
    synchronized (lock) {
      receivesUntilFailure = receives;
      receiveErrno = errno;
    }
  }

  /** Fails every send with an errno; 0 to stop. */
  public void failSends(int errno) {
    synchronized (lock) {
      sendErrno = errno;
    }
  }

  /** Fails every opening of a socket with an errno; 0 to stop. */
  public void failOpens(int errno) {
    synchronized (lock) {
      openErrno = errno;
    }
  }

  /**
   * Runs an action before each further datagram of a dump is created, on the receiving thread and
   * without the kernel's lock, so that it may change the device.
   *
   * @param action the action, or null for none
   */
  public void betweenDatagrams(@Nullable Runnable action) {
    synchronized (lock) {
      betweenDatagrams = action;
    }
  }

  /** Disarms every fault. */
  public void clear() {
    synchronized (lock) {
      setFailures.clear();
      allowedIpFailures.clear();
      interruptedDumps = 0;
      dumpFailure = null;
      receiveErrno = 0;
      sendErrno = 0;
      openErrno = 0;
      betweenDatagrams = null;
    }
  }

  void checkSet(PublicKey key) throws KernelError {
    SetFailure failure = setFailures.get(key);
    if (failure == null) {
      return;
    }
    if (failure.skip > 0) {
      failure.skip--;
      return;
    }
    if (failure.once) {
      setFailures.remove(key);
    }
    throw failure.error;
  }

  void checkAllowedIp(IpPrefix prefix) throws KernelError {
    KernelError error = allowedIpFailures.get(prefix);
    if (error != null) {
      throw error;
    }
  }

  /** Returns whether a new dump must be marked as interrupted. */
  boolean takeInterruption() {
    if (interruptedDumps == 0) {
      return false;
    }
    interruptedDumps--;
    return true;
  }

  /**
   * Returns whether a dump ends after the given number of datagrams; throws if it ends with an
   * error.
   */
  boolean takeDumpEnd(int datagrams) throws KernelError {
    DumpFailure failure = dumpFailure;
    if (failure == null || datagrams < failure.datagrams()) {
      return false;
    }
    dumpFailure = null;
    if (failure.errno() != 0) {
      throw new KernelError(failure.errno(), failure.text(), -1);
    }
    return true;
  }

  /** Returns the errno with which this receive fails, or 0. */
  int takeReceiveFailure() {
    if (receiveErrno == 0 || receivesUntilFailure-- > 0) {
      return 0;
    }
    int errno = receiveErrno;
    receiveErrno = 0;
    return errno;
  }

  int sendErrno() {
    return sendErrno;
  }

  int openErrno() {
    return openErrno;
  }

  @Nullable Runnable takeBetweenDatagrams() {
    synchronized (lock) {
      return betweenDatagrams;
    }
  }
}

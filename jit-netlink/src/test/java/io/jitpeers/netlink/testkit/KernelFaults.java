package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.Errno;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to go wrong in a {@link FakeNetlinkKernel}. Each fault is armed here and takes effect on
 * requests that come later. Thread-safe.
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

  /** Fails once so many requests that name the key have gone well; for good, or once. */
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

  /** How a dump ends after so many datagrams; errno 0 for as if it were complete. */
  private record DumpFailure(int datagrams, int errno, @Nullable String text) {}

  KernelFaults(Object lock) {
    this.lock = lock;
  }

  /**
   * Lets every request fail that sets the peer of a key, removals included, before it has changed
   * that peer. Peers that come before it in the message are set, those after it are not.
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
   * Lets one request fail that sets the peer of a key.
   *
   * @param skip how many that name it go well before, such as 1 to fail the second part of a peer
   * @param errno positive
   * @param text the kernel's text, or null for none
   */
  public void failOneSetOf(PublicKey key, int skip, int errno, @Nullable String text) {
    synchronized (lock) {
      setFailures.put(key, new SetFailure(new KernelError(errno, text, -1), skip, true));
    }
  }

  /** Lets every request fail when it comes to an allowed IP; what came before it has been set. */
  public void failAllowedIp(IpPrefix prefix, int errno, @Nullable String text) {
    synchronized (lock) {
      allowedIpFailures.put(prefix, new KernelError(errno, text, -1));
    }
  }

  /**
   * Marks the next dumps as interrupted, although nothing changes. Reading a device without its
   * peers is a dump too.
   */
  public void interruptDumps(int count) {
    synchronized (lock) {
      interruptedDumps = count;
    }
  }

  /**
   * Ends the next dump early as if it were complete: with an interruption it is as if the peer that
   * the dump stood at had been removed; without, it is a kernel that lies.
   *
   * @param datagrams how many it gives before the one that says that there is no more
   */
  public void endNextDumpAfter(int datagrams) {
    failNextDumpAfter(datagrams, 0, null);
  }

  /**
   * Ends the next dump early, with an error.
   *
   * @param datagrams how many it gives before
   * @param errno positive
   * @param text the kernel's text, or null for none
   */
  public void failNextDumpAfter(int datagrams, int errno, @Nullable String text) {
    synchronized (lock) {
      dumpFailure = new DumpFailure(datagrams, errno, text);
    }
  }

  /** Fails the receive after so many others, counted over all sockets, with {@code ENOBUFS}. */
  public void loseAnswerAfter(int receives) {
    failReceiveAfter(receives, Errno.ENOBUFS);
  }

  /** Fails the receive after so many others, counted over all sockets. */
  public void failReceiveAfter(int receives, int errno) {
    synchronized (lock) {
      receivesUntilFailure = receives;
      receiveErrno = errno;
    }
  }

  /** Fails every send with an errno; 0 for no more. */
  public void failSends(int errno) {
    synchronized (lock) {
      sendErrno = errno;
    }
  }

  /** Fails every opening of a socket with an errno; 0 for no more. */
  public void failOpens(int errno) {
    synchronized (lock) {
      openErrno = errno;
    }
  }

  /**
   * Runs something before each further datagram of a dump is made, on the thread that receives, and
   * without the kernel's lock: it may change the device.
   *
   * @param action what to run, or null for nothing
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

  /** Whether a dump that begins is to say that it was interrupted. */
  boolean takeInterruption() {
    if (interruptedDumps == 0) {
      return false;
    }
    interruptedDumps--;
    return true;
  }

  /** Whether a dump that has given so many datagrams ends now; throws if it ends with an error. */
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

  /** The errno that this receive fails with, or 0. */
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

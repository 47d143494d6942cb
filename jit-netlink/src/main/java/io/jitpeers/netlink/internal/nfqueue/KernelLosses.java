package io.jitpeers.netlink.internal.nfqueue;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's own counters of dropped packets, summed over all sockets with which the packet
 * source has bound the queue so far. Thread-safe.
 */
public final class KernelLosses implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KernelLosses.class);

  private final int queue;
  private final Opener opener;
  private @Nullable File file;
  private @Nullable Integer portId;
  private Losses before = new Losses(0, 0);
  private Losses current = new Losses(0, 0);
  private boolean known;

  /**
   * Numbers of dropped packets.
   *
   * @param queueDropped packets dropped because the queue was full
   * @param userDropped packets dropped because the socket's receive buffer was full
   */
  public record Losses(long queueDropped, long userDropped) {
    private Losses plus(Losses other) {
      return new Losses(queueDropped + other.queueDropped, userDropped + other.userDropped);
    }
  }

  /** The kernel's file {@code /proc/net/netfilter/nfnetlink_queue}, with a line for each queue. */
  public interface File extends AutoCloseable {
    /**
     * Reads the current content of the whole file. The kernel function {@code seq_show} in {@code
     * net/netfilter/nfnetlink_queue.c} writes the lines.
     */
    String read() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Opens {@code /proc/net/netfilter/nfnetlink_queue} of one network namespace. */
  @FunctionalInterface
  public interface Opener {
    /** Opens the file; the caller closes it. */
    File open() throws IOException;
  }

  /**
   * Creates counters for a queue; nothing is opened yet.
   *
   * @param queue the queue's number
   * @param opener opens {@code /proc/net/netfilter/nfnetlink_queue}, which contains the counters
   */
  public KernelLosses(int queue, Opener opener) {
    this.queue = queue;
    this.opener = opener;
  }

  /** Records that a socket has bound the queue. */
  synchronized void bound(int socketPortId) {
    portId = socketPortId;
    if (file == null) {
      try {
        file = opener.open();
      } catch (IOException | RuntimeException e) {
        log.info(
            "cannot read how many packets the kernel drops from its nfqueues, which requires the "
                + "user or group root: the statistics omit this number",
            e);
      }
    }
  }

  /**
   * Reads the counters a last time before the socket is closed, because the kernel discards the
   * counters together with the queue.
   */
  synchronized void unbinding() {
    refresh();
    before = before.plus(current);
    current = new Losses(0, 0);
    portId = null;
  }

  /**
   * Returns the numbers of packets dropped so far. If the counters cannot be read now, returns the
   * numbers of the last successful read. Returns empty if no read has ever succeeded.
   */
  public synchronized Optional<Losses> total() {
    refresh();
    return known ? Optional.of(before.plus(current)) : Optional.empty();
  }

  private void refresh() {
    File open = file;
    Integer socket = portId;
    if (open == null || socket == null) {
      return;
    }
    try {
      Losses found = find(open.read(), queue, socket);
      if (found != null) {
        current = found;
        known = true;
      }
    } catch (IOException e) {
      log.warn("cannot read any more how many packets the kernel drops from its nfqueues", e);
      closeFile();
    }
  }

  /**
   * Finds the line with a queue's number and port id in {@code
   * /proc/net/netfilter/nfnetlink_queue}, and returns the drop counters in this line. Returns null
   * if there is no such line or a counter is not a number. The columns of the file are the queue's
   * number, port id, length, copy mode, copy range, queue dropped, user dropped, newest id, and a
   * constant 1.
   *
   * @param text the content of the file
   * @param portId the netlink port id of the socket that has bound the queue
   */
  static @Nullable Losses find(String text, int queue, int portId) {
    for (String line : text.lines().toList()) {
      String[] field = line.strip().split(" +", -1);
      if (field.length >= 7
          && field[0].equals(Integer.toString(queue))
          && field[1].equals(Integer.toUnsignedString(portId))) {
        return losses(field[5], field[6]);
      }
    }
    return null;
  }

  private static @Nullable Losses losses(String queueDropped, String userDropped) {
    try {
      return new Losses(Long.parseLong(queueDropped), Long.parseLong(userDropped));
    } catch (NumberFormatException e) {
      log.warn(
          "nfnetlink_queue reports its drop counters as {} and {}, which are not numbers",
          queueDropped,
          userDropped,
          e);
      return null;
    }
  }

  private void closeFile() {
    File open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        log.debug("closing nfnetlink_queue", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    closeFile();
  }
}

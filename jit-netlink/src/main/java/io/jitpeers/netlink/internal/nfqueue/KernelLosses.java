package io.jitpeers.netlink.internal.nfqueue;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's own count of what it dropped, added up over the queues that were bound one after the
 * other. Thread-safe.
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
   * What was dropped.
   *
   * @param queueDropped for the queue was full
   * @param userDropped for the socket's receive buffer was full
   */
  public record Losses(long queueDropped, long userDropped) {
    private Losses plus(Losses other) {
      return new Losses(queueDropped + other.queueDropped, userDropped + other.userDropped);
    }
  }

  /** Where the kernel tells of its queues. */
  public interface File extends AutoCloseable {
    /**
     * Reads all of it, as it is now: lines as {@code seq_show} in {@code
     * net/netfilter/nfnetlink_queue.c} writes them.
     */
    String read() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Opens the file of one network namespace. */
  @FunctionalInterface
  public interface Opener {
    /** Opens it; the caller closes it. */
    File open() throws IOException;
  }

  /**
   * Creates a count; nothing is opened yet.
   *
   * @param queue the queue's number
   * @param opener opens the kernel's file
   */
  public KernelLosses(int queue, Opener opener) {
    this.queue = queue;
    this.opener = opener;
  }

  /** A socket has bound the queue. */
  synchronized void bound(int socketPortId) {
    portId = socketPortId;
    if (file == null) {
      try {
        file = opener.open();
      } catch (IOException | RuntimeException e) {
        log.info(
            "cannot read what the kernel drops from its nfqueues, which takes the user or group root:"
                + " statistics do without it",
            e);
      }
    }
  }

  /** The socket is about to be closed, and the queue's count with it. */
  synchronized void unbinding() {
    refresh();
    before = before.plus(current);
    current = new Losses(0, 0);
    portId = null;
  }

  /** What was dropped so far; empty if it cannot be known. */
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
      log.warn("cannot read any more what the kernel drops from its nfqueues", e);
      closeFile();
    }
  }

  /**
   * Finds a queue's line: number, port id, length, copy mode, copy range, queue dropped, user
   * dropped, newest id, 1.
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
      log.warn("nfnetlink_queue tells of losses as {} and {}", queueDropped, userDropped, e);
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

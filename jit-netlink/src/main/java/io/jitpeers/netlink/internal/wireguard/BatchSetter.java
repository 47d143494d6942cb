package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.Acknowledgement;
import io.jitpeers.netlink.internal.connection.Failures;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes many peers with few requests, in order, and determines the result for each peer.
 *
 * <p>The kernel processes a message peer by peer and stops at the first failure, without reporting
 * which peer failed. So a failed message is halved until the failing peer is alone; then processing
 * continues with the next peer. During this search, peers that the kernel has already set are sent
 * again. Setting a peer twice does no harm, because the result is the same as setting it once.
 *
 * <p>Not thread-safe; used for one batch.
 */
final class BatchSetter<T> {
  private static final Logger log = LoggerFactory.getLogger(BatchSetter.class);

  /**
   * Logs that the kernel refused a peer, and that a part of that peer may nevertheless be left on
   * the device. All batches share this log and its rate limit, so that clients cannot flood the
   * log: each packet of a client can cause a batch.
   */
  private static final FailureLog PARTS_LEFT = new FailureLog(log, TimeSource.system());

  private static final int UNLIMITED = Integer.MAX_VALUE;
  private static final int MAX_RESENDS = 3;

  private final WireGuardClient client;
  private final InterfaceRef which;
  private final PeerBatch<T> batch;
  private final List<T> peers;
  private final SetDatagram datagram;
  private final OversizedPeerSetter<T> oversized;
  private final Map<PublicKey, NetlinkException> failures = new HashMap<>();
  // The peers that failed individually, not because the whole batch failed.
  private final List<PublicKey> refused = new ArrayList<>();

  // The peers before this index are done.
  private int next;
  // The maximum number of peers in the next datagram, or UNLIMITED. If limited, the datagram has
  // only one message.
  private int limit = UNLIMITED;
  // If suspectsEnd > next, a refused message has shown that at least one of the peers from next
  // (inclusive) to suspectsEnd (exclusive) fails.
  private int suspectsEnd;
  private int resends;

  BatchSetter(
      WireGuardClient client, InterfaceRef which, PeerBatch<T> batch, MessageWriter writer) {
    this.client = client;
    this.which = which;
    this.batch = batch;
    this.peers = batch.peers();
    this.datagram = new SetDatagram(client, which, batch.operation() + which, writer);
    this.oversized = new OversizedPeerSetter<>(client, which, batch, datagram);
  }

  /**
   * Changes the peers.
   *
   * @return the peers that failed
   * @throws NetlinkException if no peer was changed, for a reason that concerns the whole batch,
   *     such as a missing interface
   */
  Map<PublicKey, NetlinkException> run() throws NetlinkException {
    try {
      while (next < peers.size()) {
        if (batch.space(peers.get(next)) > SetDatagram.PEERS_ROOM) {
          setOversized(peers.get(next));
        } else {
          setMany();
        }
      }
      return failures;
    } finally {
      if (batch.leavesParts() && !refused.isEmpty()) {
        withdrawRefused();
      }
      datagram.clear();
    }
  }

  private void setMany() throws NetlinkException {
    try {
      datagram.clear();
      List<Integer> ends = pack();
      Acknowledgement[] answers = datagram.send();
      for (int i = 0; i < answers.length; i++) {
        if (!answers[i].isSuccess()) {
          refused(ends.get(i), answers[i]);
          return;
        }
        next = ends.get(i);
      }
      accepted();
    } catch (NetlinkException e) {
      broken(e);
    }
  }

  /**
   * Writes peers into the datagram, beginning with the peer at index {@code next}. Stops when no
   * further peer fits, when {@code limit} peers are written, or before a peer that is too large for
   * one message. Returns for each message the index of its last peer plus one.
   */
  private List<Integer> pack() throws NetlinkException {
    List<Integer> ends = new ArrayList<>();
    int messages = limit == UNLIMITED ? UNLIMITED : 1;
    int end = next;
    while (end < peers.size() && end - next < limit) {
      T peer = peers.get(end);
      int space = batch.space(peer);
      if (space > SetDatagram.PEERS_ROOM) {
        break;
      }
      if (!datagram.hasRoom(space)) {
        if (ends.size() == messages || !datagram.beginMessage(space)) {
          break;
        }
        ends.add(end);
      }
      batch.write(datagram.writer(), peer, batch.allowedIps(peer));
      end++;
      ends.set(ends.size() - 1, end);
    }
    return ends;
  }

  private void accepted() {
    resends = 0;
    if (suspectsEnd > next) {
      limit = Math.max(1, (suspectsEnd - next) / 2);
    } else if (limit != UNLIMITED) {
      limit = limit > peers.size() ? UNLIMITED : limit * 2;
    }
  }

  /**
   * Handles the refusal of the message that contains the peers from {@code next} (inclusive) to
   * {@code end} (exclusive).
   */
  private void refused(int end, Acknowledgement answer) throws NetlinkException {
    NetlinkException failure = Failures.of(batch.operation() + which, answer);
    if (client.forgetIfUnknown(answer.errno()) && resends++ < MAX_RESENDS) {
      return;
    }
    if (concernsAll(answer.errno())) {
      fail(peers.size(), WireGuardClient.explain(failure, which));
    } else if (end - next == 1) {
      PublicKey key = batch.key(peers.get(next));
      refuse(key, Failures.of(batch.operation() + which + ": peer " + key, answer));
      limit = 1;
      suspectsEnd = 0;
    } else {
      limit = (end - next) / 2;
      suspectsEnd = end;
    }
  }

  /**
   * Handles a failure after which it is unknown how much of the datagram the kernel has executed.
   * If the failure is that the kernel's answer was lost (ENOBUFS), the datagram is sent again, a
   * limited number of times. Executing the datagram twice does no harm. Any other failure, and a
   * lost answer after the last repetition, ends the batch: all remaining peers fail.
   */
  private void broken(NetlinkException failure) throws NetlinkException {
    if (failure.errno() == Errno.ENOBUFS && resends++ < MAX_RESENDS) {
      log.debug("sending again", failure);
      return;
    }
    fail(peers.size(), WireGuardClient.explain(failure, which));
  }

  /**
   * If no peer has succeeded, throws the failure for the whole batch. Otherwise records the failure
   * for the peers from {@code next} to {@code end} (exclusive).
   */
  private void fail(int end, NetlinkException failure) throws NetlinkException {
    if (next == failures.size()) {
      throw failure;
    }
    while (next < end) {
      failures.put(batch.key(peers.get(next)), failure);
      next++;
    }
  }

  private void refuse(PublicKey key, NetlinkException failure) {
    failures.put(key, failure);
    refused.add(key);
    next++;
  }

  private static boolean concernsAll(int errno) {
    return switch (errno) {
      case Errno.EPERM, Errno.EACCES, Errno.ENODEV, Errno.EOPNOTSUPP, Errno.ENOENT -> true;
      default -> false;
    };
  }

  private void setOversized(T peer) throws NetlinkException {
    try {
      if (oversized.set(peer)) {
        next++;
        resends = 0;
      } else if (resends++ >= MAX_RESENDS) {
        throw NetlinkException.ofAnswer(
            batch.operation() + which,
            "the WireGuard family of generic netlink keeps disappearing",
            null);
      }
    } catch (NetlinkException e) {
      if (e.errno() == Errno.ENOBUFS && resends++ < MAX_RESENDS) {
        log.debug("sending again", e);
      } else if (concernsAll(e.errno())) {
        // Earlier messages with parts of the peer may have been applied.
        refused.add(batch.key(peer));
        fail(peers.size(), WireGuardClient.explain(e, which));
      } else {
        refuse(batch.key(peer), e);
      }
    }
  }

  /**
   * Removes the refused peers, because a part of each peer may remain. The kernel first adds the
   * peer, or removes the allowed IPs of an existing peer, and may then fail on the new allowed IPs.
   */
  private void withdrawRefused() {
    PeerBatch.Removals removals = new PeerBatch.Removals(refused);
    try {
      new BatchSetter<>(client, which, removals, datagram.writer())
          .run()
          .forEach(this::reportPartLeft);
    } catch (NetlinkException e) {
      if (e.errno() == Errno.ENODEV) {
        log.debug("the refused peers were removed together with {}", which, e);
      } else {
        refused.forEach(key -> reportPartLeft(key, e));
      }
    }
  }

  private void reportPartLeft(PublicKey key, NetlinkException failure) {
    NetlinkException refusal = failures.get(key);
    if (refusal != null) {
      refusal.addSuppressed(failure);
    }
    PARTS_LEFT.warn("a part of peer {} may be left on {}", key, which, failure);
  }
}

package io.jitpeers.netlink;

import java.util.OptionalLong;

/**
 * Counters of an NFQUEUE source since it was created. Counters only grow. Immutable and
 * thread-safe.
 *
 * <p>What happens to a packet that cannot be queued depends on fail-open. With fail-open, the
 * kernel lets the packet pass. If the queue was full, no counter counts such a packet. If the
 * socket's receive buffer was full, {@code missed} counts the packet, because the kernel had given
 * the packet an id. Without fail-open, the kernel drops the packet and counts it in {@code
 * queueDropped} or {@code userDropped}.
 *
 * @param received packets read from the queue
 * @param notInitiations packets of {@code received} that were accepted at once because they do not
 *     look like initiations; a large number means that the firewall rule queues too much
 * @param accepted packets with an accept verdict, including {@code notInitiations}
 * @param dropped packets with a drop verdict, because the handler rejected them
 * @param undecided packets that were delivered and are not completed yet; unlike the counters, this
 *     number can decrease
 * @param missed packets that got an id but could not be delivered, because the socket's receive
 *     buffer was full; detected as gaps in the ids of received packets
 * @param bufferOverruns how often the receive buffer overran ({@code ENOBUFS}); after an overrun
 *     the kernel delivers nothing until the buffer has been read completely
 * @param queueDropped packets that the kernel dropped because the queue was full; empty if the file
 *     {@code /proc/net/netfilter/nfnetlink_queue} could never be read; only the user or group root
 *     can read it
 * @param userDropped packets that the kernel dropped because the receive buffer was full, all of
 *     them counted in {@code missed} too; empty whenever {@code queueDropped} is empty
 * @param tooLate verdicts for packets that were no longer in the queue because their network
 *     interface went down
 * @param reopened how often the queue was bound again after its socket had failed
 */
public record NfqueueStatistics(
    long received,
    long notInitiations,
    long accepted,
    long dropped,
    int undecided,
    long missed,
    long bufferOverruns,
    OptionalLong queueDropped,
    OptionalLong userDropped,
    long tooLate,
    long reopened) {}

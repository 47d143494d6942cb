package io.jitpeers.netlink;

import java.util.OptionalLong;

/**
 * What happened at an NFQUEUE since its source was made. Counters only grow. Immutable and
 * thread-safe.
 *
 * <p>A full queue is felt in one of two ways. With fail-open, the kernel lets the packet pass: it
 * counts it nowhere if the queue was at its greatest length, and among the numbered ones ({@code
 * missed}) if it was the socket's receive buffer that was full. Without fail-open it drops the
 * packet, and counts that.
 *
 * @param received packets taken from the queue
 * @param notInitiations those of {@code received} that were accepted at once, for they do not look
 *     like initiations; many of them mean that the firewall rule queues too much
 * @param accepted packets that were given the verdict to pass, {@code notInitiations} included
 * @param dropped packets that were given the verdict to be dropped: the handler rejected them
 * @param undecided how many packets were delivered and are not completed yet; not a counter
 * @param missed packets that the kernel gave a number but could not hand over, for the socket's
 *     receive buffer was full: gaps in the numbers of those received
 * @param bufferOverruns how often the receive buffer ran over ({@code ENOBUFS}); after it has, the
 *     kernel hands over nothing until everything in it was read
 * @param queueDropped packets that the kernel dropped because the queue was full; empty if the file
 *     {@code /proc/net/netfilter/nfnetlink_queue} cannot be read, which takes the user or group
 *     root
 * @param userDropped packets that the kernel dropped because the receive buffer was full, all among
 *     {@code missed}; empty likewise
 * @param tooLate verdicts for packets that were not in the queue any more, because their network
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

package io.jitpeers.netlink.internal.nfqueue;

/**
 * The options of a bound queue.
 *
 * @param queue the queue's number, 0 to 65535
 * @param maxLength the maximum number of packets that the kernel keeps in the queue
 * @param failOpen whether the kernel accepts packets that it cannot queue, instead of dropping them
 * @param receiveBufferBytes the minimum size of the socket's receive buffer
 */
public record QueueOptions(int queue, int maxLength, boolean failOpen, int receiveBufferBytes) {}

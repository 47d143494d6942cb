package io.jitpeers.netlink.internal.nfqueue;

/**
 * The options of a bound queue.
 *
 * @param queue the queue's number, 0 to 65535
 * @param maxLength how many packets the kernel keeps in it at most
 * @param failOpen whether the kernel accepts packets that it cannot queue, instead of dropping them
 * @param receiveBufferBytes the minimum size of the socket's receive buffer
 */
public record QueueOptions(int queue, int maxLength, boolean failOpen, int receiveBufferBytes) {}

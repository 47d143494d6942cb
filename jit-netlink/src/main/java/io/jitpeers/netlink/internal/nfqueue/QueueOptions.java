package io.jitpeers.netlink.internal.nfqueue;

/**
 * How a queue is bound.
 *
 * @param queue the queue's number, 0 to 65535
 * @param maxLength how many packets the kernel keeps in it at most
 * @param failOpen whether the kernel accepts, instead of dropping, what it cannot queue
 * @param receiveBufferBytes the least size of the socket's receive buffer
 */
public record QueueOptions(int queue, int maxLength, boolean failOpen, int receiveBufferBytes) {}

package io.jitpeers.netlink.internal.link;

/**
 * What the kernel says of an interface that it made, changed or removed.
 *
 * @param index the interface's index
 * @param name its name now; empty if the kernel did not say
 * @param removed whether it is gone, from this namespace at least
 * @param up whether it is up, administratively
 */
public record LinkEvent(int index, String name, boolean removed, boolean up) {}

package io.jitpeers.netlink.internal.link;

/**
 * The kernel's notification about an interface that was created, changed or removed.
 *
 * @param index the interface's index
 * @param name the interface's current name; empty if the kernel did not report it
 * @param removed whether the interface was deleted or moved to another network namespace
 * @param up whether the interface is administratively up
 */
public record LinkEvent(int index, String name, boolean removed, boolean up) {}

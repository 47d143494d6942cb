package io.jitpeers.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks tests that call the Linux kernel itself: netlink, packet sockets, epoll, {@code /proc}. The
 * build skips them on other systems.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("linux")
public @interface RequiresLinux {}

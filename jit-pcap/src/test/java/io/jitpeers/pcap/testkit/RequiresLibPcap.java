package io.jitpeers.pcap.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks tests that use the real libpcap. They run with {@code -Pkernel}, and fail if libpcap is
 * missing.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("libpcap")
public @interface RequiresLibPcap {}

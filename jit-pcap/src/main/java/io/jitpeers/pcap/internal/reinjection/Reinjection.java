package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import io.jitpeers.pcap.ReinjectionOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one reinjection.
 *
 * @param outcome what became of the datagram
 * @param failure why, if it is {@link ReinjectionOutcome#FAILED}; else null
 */
public record Reinjection(ReinjectionOutcome outcome, @Nullable SystemCallException failure) {}

package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import io.jitpeers.pcap.ReinjectionOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The result of one reinjection.
 *
 * @param outcome the outcome
 * @param failure the failure, if the outcome is {@link ReinjectionOutcome#FAILED}; otherwise null
 */
public record Reinjection(ReinjectionOutcome outcome, @Nullable SystemCallException failure) {}

package io.jitpeers.internal.writer;

import io.jitpeers.event.Outcome;

/**
 * The outcome and the reason for a peer that was not installed in time.
 *
 * @param outcome the outcome, which shows whether the lookup, the store or this gateway was late
 * @param reason the reason, as a sentence
 */
public record Delay(Outcome outcome, String reason) {}

package io.jitpeers.internal.writer;

import io.jitpeers.event.Outcome;

/**
 * The outcome of a peer that was not installed in time, and the reason for the delay.
 *
 * @param outcome the outcome, which shows whether the lookup, the store or this gateway was late
 * @param reason the reason, as a sentence
 */
public record Delay(Outcome outcome, String reason) {}

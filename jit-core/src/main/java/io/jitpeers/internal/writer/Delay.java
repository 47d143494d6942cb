package io.jitpeers.internal.writer;

import io.jitpeers.event.Outcome;

/**
 * Why a peer is late.
 *
 * @param outcome the outcome, which shows which part is late
 * @param reason the reason, as a sentence
 */
public record Delay(Outcome outcome, String reason) {}

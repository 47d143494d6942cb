package io.jitpeers.spi;

/**
 * How a listing ended. Immutable and thread-safe.
 *
 * @param peers how many peers were given to the consumer
 * @param complete false if the device changed while it was listed or the listing ended early, so
 *     that a peer that was not given may be there all the same
 */
public record ListingResult(int peers, boolean complete) {}

package io.jitpeers.spi;

/**
 * What a source has seen since it was made. Counters only grow. Immutable and thread-safe.
 *
 * @param received packets taken from the outside, delivered or not
 * @param droppedByKernel packets that the kernel dropped before the source could take them
 * @param droppedBySource packets that the source took and did not deliver
 */
public record SourceStatistics(long received, long droppedByKernel, long droppedBySource) {}

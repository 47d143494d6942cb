package io.jitpeers.pcap.internal.capture;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import java.util.concurrent.CompletableFuture;

/**
 * The dependencies of every capture source.
 *
 * @param name the source's name
 * @param captures opens the capture
 * @param live whether the capture is live; only a live capture is reopened after a failure
 * @param time this machine's clocks
 * @param counters counts frames
 * @param failures receives failures
 * @param ended the future that the reader completes when no more frames are delivered. It completes
 *     exceptionally if the rest of a file could not be read, otherwise normally
 */
public record CaptureDependencies(
    String name,
    CaptureSession.Opener captures,
    boolean live,
    TimeSource time,
    CaptureCounters counters,
    FailureLog failures,
    CompletableFuture<Void> ended) {}

package io.jitpeers.pcap.internal.capture;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import java.util.concurrent.CompletableFuture;

/**
 * What every source is made of, whatever it captures.
 *
 * @param name the source's
 * @param captures opens the capture
 * @param live whether it is opened again when it fails
 * @param time this machine's clocks
 * @param counters counts frames
 * @param failures where failures go
 * @param ended completed when nothing more is delivered: normally, or because a file could not be
 *     read on
 */
public record CaptureDependencies(
    String name,
    CaptureSession.Opener captures,
    boolean live,
    TimeSource time,
    CaptureCounters counters,
    FailureLog failures,
    CompletableFuture<Void> ended) {}

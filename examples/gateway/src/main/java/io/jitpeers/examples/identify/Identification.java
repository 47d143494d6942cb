package io.jitpeers.examples.identify;

import io.jitpeers.pcap.CapturedPacket;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.wireguard.ResponderKey;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Opens (decrypts) the initiations of a capture in order and writes the results. The identification
 * ends when the capture ends, the limit is reached, the reader of the output closes the output, or
 * {@link #stop} is called.
 *
 * <p>Initiations are opened on the capture's thread. In a gateway, this would delay other clients.
 * Here no client waits for an answer. A file is read as fast as its packets are processed. In a
 * live capture, the kernel's buffer holds the packets that arrive while an initiation is being
 * opened.
 */
final class Identification implements PacketHandler {
  /** The text of EPIPE in strerror(3). */
  private static final String BROKEN_PIPE = "Broken pipe";

  private final ResponderKey key;
  private final FindingWriter findings;
  private final long limit;
  private final Counts counts = new Counts();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  // Used by the capture's thread.
  private boolean enough;
  private boolean outputBroken;

  /**
   * Creates an identification.
   *
   * @param key the gateway's key, with which initiations are opened; the caller destroys it
   * @param findings receives the results
   * @param limit the number of initiations after which the identification ends
   */
  Identification(ResponderKey key, FindingWriter findings, long limit) {
    this.key = key;
    this.findings = findings;
    this.limit = limit;
  }

  /**
   * Processes a capture, and closes it.
   *
   * @throws IOException if the capture fails, or its findings cannot be written
   */
  void watch(Capture capture) throws IOException {
    try (capture) {
      var unused = capture.ended().whenComplete((nothing, failure) -> finish(failure));
      capture.start(this);
      finished.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException failure
          ? failure
          : new IOException("the capture ended with an error: " + e.getCause(), e.getCause());
    }
  }

  private void finish(@Nullable Throwable failure) {
    if (failure == null) {
      finished.complete(null);
    } else {
      finished.completeExceptionally(failure);
    }
  }

  /** Makes {@link #watch} return soon. Thread-safe. */
  void stop() {
    finished.complete(null);
  }

  Counts counts() {
    return counts;
  }

  @Override
  public void onPacket(Packet packet) {
    onPackets(List.of(packet));
  }

  @Override
  public void onPackets(List<? extends Packet> packets) {
    for (Packet packet : packets) {
      if (!outputBroken && !enough && !finished.isDone()) {
        identify((CapturedPacket) packet);
      }
      // No action is needed: the kernel has received the packet.
      packet.complete(PacketOutcome.ALREADY_RESIDENT);
    }
    flush();
    if (enough) {
      finished.complete(null);
    }
  }

  private void identify(CapturedPacket packet) {
    try {
      Finding finding = Finding.of(packet, key);
      findings.write(finding);
      enough = counts.add(finding.result()) >= limit;
    } catch (IOException e) {
      outputFailed(e);
    }
  }

  private void flush() {
    try {
      if (!outputBroken) {
        findings.flush();
      }
    } catch (IOException e) {
      outputFailed(e);
    }
  }

  private void outputFailed(IOException e) {
    outputBroken = true;
    if (BROKEN_PIPE.equals(e.getMessage())) {
      // As with "identify … | head": the reader needs no more output.
      finished.complete(null);
    } else {
      finished.completeExceptionally(
          new IOException("the output could not be written to the end: " + e.getMessage(), e));
    }
  }
}

package io.jitpeers.pcap.internal.capture;

import io.jitpeers.linux.Capability;
import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.pcap.internal.libpcap.LiveOptions;
import io.jitpeers.pcap.internal.reinjection.RawSocketReinjector;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The target of a capture, which is an interface or a file, and the options of the capture.
 *
 * @param interfaceName the interface, or {@code any}; null for a file
 * @param file the file; null for an interface
 * @param namespace the interface's network namespace, by name or path; null for this process's own
 * @param snapshotLength how many bytes of a frame are captured
 * @param bufferBytes the size of the kernel's buffer
 */
public record CaptureTarget(
    @Nullable String interfaceName,
    @Nullable Path file,
    @Nullable String namespace,
    int snapshotLength,
    int bufferBytes) {

  /** The interface for packets that this machine sends to itself. */
  private static final String LOOPBACK = "lo";

  /** Returns whether the capture is live. */
  public boolean isLive() {
    return file == null;
  }

  /** Returns a short name for messages. */
  public String name() {
    String subject = file == null ? interfaceName : String.valueOf(file.getFileName());
    return "pcap:" + subject + (namespace == null ? "" : "@" + namespace);
  }

  /**
   * Returns an opener of the capture.
   *
   * @param filter supplies the filter of a live capture
   */
  public CaptureSession.Opener captures(LiveOptions.FilterOfLink filter) {
    if (file != null) {
      return () -> LibPcapSession.ofFile(file);
    }
    LiveOptions options =
        new LiveOptions(
            String.valueOf(interfaceName),
            snapshotLength,
            bufferBytes,
            LiveOptions.Direction.INBOUND,
            filter);
    NetworkNamespace inside = networkNamespace();
    return () -> LibPcapSession.live(options, inside);
  }

  /**
   * Returns an opener of a reinjector in the namespace of the capture.
   *
   * @param ports the watched ports, and which of them are forwarded
   */
  public PacketReturn.Opener reinjectors(WatchedPorts ports) {
    NetworkNamespace inside = networkNamespace();
    boolean loopback = LOOPBACK.equals(interfaceName);
    IntPredicate forwarded = ports.hasForwarded() ? ports::isForwarded : null;
    return () -> RawSocketReinjector.open(inside, loopback, forwarded);
  }

  private @Nullable NetworkNamespace networkNamespace() {
    return namespace == null ? null : NetworkNamespace.of(namespace, Capability.CAP_NET_RAW);
  }

  /** Throws if both an interface and a file are set. */
  public static void requireOneSubject(@Nullable String live, @Nullable Path read) {
    if (live != null && read != null) {
      throw new IllegalArgumentException(
          "a capture is of an interface or of a file, not of both " + live + " and " + read);
    }
  }
}

package io.jitpeers.examples.identify;

import io.jitpeers.pcap.PcapPacketSource;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A description of what to capture.
 *
 * @param file a capture file, or null
 * @param interfaceName an interface, or null
 * @param namespace the interface's network namespace, or null for this process's own
 * @param ports the destination UDP ports of initiations
 */
record CaptureRequest(
    @Nullable Path file,
    @Nullable String interfaceName,
    @Nullable String namespace,
    List<Integer> ports) {

  /** Creates captures. Tests use captures without libpcap. */
  @FunctionalInterface
  interface Opener {
    /**
     * Creates a capture that is not started yet.
     *
     * @throws IllegalArgumentException if the request is invalid
     */
    Capture open(CaptureRequest request);
  }

  /** Creates a libpcap capture that only reads packets and reinjects none into the kernel. */
  Capture withLibPcap() {
    PcapPacketSource.Builder builder = PcapPacketSource.builder().reinjection(false);
    if (file != null) {
      builder.file(file);
    }
    if (interfaceName != null) {
      builder.interfaceName(interfaceName);
    }
    if (namespace != null) {
      builder.networkNamespace(namespace);
    }
    ports.forEach(builder::ports);
    return Capture.of(builder.build());
  }
}

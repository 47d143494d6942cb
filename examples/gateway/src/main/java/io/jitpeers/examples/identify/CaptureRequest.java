package io.jitpeers.examples.identify;

import io.jitpeers.pcap.PcapPacketSource;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be captured.
 *
 * @param file a capture file, or null
 * @param interfaceName an interface, or null
 * @param namespace the interface's network namespace, or null for this process's own
 * @param ports the UDP ports that initiations are for
 */
record CaptureRequest(
    @Nullable Path file,
    @Nullable String interfaceName,
    @Nullable String namespace,
    List<Integer> ports) {

  /** Creates captures; tests have others than libpcap's. */
  @FunctionalInterface
  interface Opener {
    /**
     * Creates a capture, which is not started yet.
     *
     * @throws IllegalArgumentException if there cannot be what is requested
     */
    Capture open(CaptureRequest request);
  }

  /** Creates a capture of libpcap's, which only watches. */
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

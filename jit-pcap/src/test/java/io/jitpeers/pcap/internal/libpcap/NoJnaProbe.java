package io.jitpeers.pcap.internal.libpcap;

import io.jitpeers.pcap.PcapException;
import java.nio.file.Path;

/** A process in which JNA cannot load its library: it tries the operations that need libpcap. */
public final class NoJnaProbe {
  private NoJnaProbe() {}

  /** Prints the message of each attempt. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    for (int i = 0; i < 2; i++) {
      try {
        LiveCaptures.open(
                new LiveOptions("eth0", 256, 1 << 20, LiveOptions.Direction.INBOUND, type -> ""))
            .close();
      } catch (PcapException e) {
        System.out.println(e.getMessage());
      }
      try {
        CaptureFiles.open(Path.of(arguments[0])).close();
      } catch (PcapException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}

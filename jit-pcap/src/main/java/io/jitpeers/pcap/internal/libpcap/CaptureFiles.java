package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.Pointer;
import io.jitpeers.pcap.PcapException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens capture files, pcap and pcapng, with microsecond or nanosecond resolution. */
public final class CaptureFiles {
  private CaptureFiles() {}

  /** Opens a file. Throws if it cannot be read, is not a capture file, or is a pipe. */
  public static Capture open(Path file) throws PcapException {
    String operation = "reading the capture file " + file;
    PcapErrors.requireLibrary(operation);
    requireNoWaiting(operation, file);
    Pointer error = LibPcap.newErrorBuffer();
    // The path is absolute, because "-" would mean standard input.
    Pointer handle =
        LibPcap.pcap_open_offline_with_tstamp_precision(
            file.toAbsolutePath().toString(), LibPcap.PCAP_TSTAMP_PRECISION_NANO, error);
    if (handle == null) {
      throw new PcapException(operation, LibPcap.PCAP_ERROR, error.getString(0), null, null);
    }
    try {
      return new Capture(operation, handle, /* file= */ true);
    } catch (PcapException | RuntimeException | Error e) {
      LibPcap.pcap_close(handle);
      throw e;
    }
  }

  /**
   * Refuses pipes. Reading from a pipe could block forever, and the capture could then not be
   * closed: {@link Capture#read} holds the lock that {@link Capture#close} needs.
   */
  private static void requireNoWaiting(String operation, Path file) throws PcapException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new PcapException(
          operation,
          0,
          "it is not a regular " + "file",
          "copy the packets to a regular file, and read that",
          null);
    }
  }
}

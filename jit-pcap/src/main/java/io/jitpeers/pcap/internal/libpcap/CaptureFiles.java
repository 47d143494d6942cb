package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.Pointer;
import io.jitpeers.pcap.PcapException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens capture files: pcap and pcapng, with the resolution of either. */
public final class CaptureFiles {
  private CaptureFiles() {}

  /** Opens a file; fails if it cannot be read, or is no capture file, or a pipe. */
  public static Capture open(Path file) throws PcapException {
    String operation = "reading the capture file " + file;
    PcapErrors.requireLibrary(operation);
    requireNoWaiting(operation, file);
    Pointer error = LibPcap.newErrorBuffer();
    // Absolute, for "-" would be standard input.
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

  /** A pipe could make its reader wait for ever, with the lock that closing it needs. */
  private static void requireNoWaiting(String operation, Path file) throws PcapException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new PcapException(
          operation, 0, "it is no regular file", "write what comes to one, and read that", null);
    }
  }
}

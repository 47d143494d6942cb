package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.Pointer;
import io.jitpeers.pcap.PcapException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens live captures. The captures are not promiscuous, and work in immediate mode. A capture
 * contains only frames of the direction in its options. If libpcap cannot tell the direction, the
 * capture contains all frames. libpcap's warnings are logged.
 */
public final class LiveCaptures {
  private static final Logger log = LoggerFactory.getLogger(LiveCaptures.class);

  // The link types (pcap-linktype(7)) of the two versions of the cooked header, which a capture on
  // "any" adds in place of the real header. Only the second version contains the interface's index.
  private static final int DLT_LINUX_SLL = 113;
  private static final int DLT_LINUX_SLL2 = 276;

  /**
   * The snapshot length for the kernel's packet log. libpcap receives the kernel's datagrams in a
   * buffer of this length plus 128 bytes. If a datagram did not fit, libpcap would read beyond its
   * buffer. But every datagram fits. The kernel sends datagrams of at most a page, except for a
   * datagram with a single long message. Such a message has at most 65,531 bytes of a packet and a
   * few hundred bytes of other attributes. The firewall's rule, not this length, determines how
   * much of a packet is logged.
   */
  private static final int PACKET_LOG_SNAPSHOT = 70_000;

  private final String operation;
  private final LiveOptions options;
  private final Pointer error = LibPcap.newErrorBuffer();

  private LiveCaptures(String operation, LiveOptions options) {
    this.operation = operation;
    this.options = options;
  }

  /**
   * Opens a capture in the network namespace of the calling thread. If libpcap is missing or cannot
   * open the capture, the exception names a remedy.
   */
  public static Capture open(LiveOptions options) throws PcapException {
    String operation = "capturing on " + options.interfaceName();
    // This check comes before any use of JNA, such as allocating memory. Without JNA, such a use
    // would fail with an unhelpful message.
    PcapErrors.requireLive(operation);
    return new LiveCaptures(operation, options).open();
  }

  private Capture open() throws PcapException {
    Pointer handle = LibPcap.pcap_create(options.interfaceName(), error);
    if (handle == null) {
      throw new PcapException(operation, LibPcap.PCAP_ERROR, error.getString(0), null, null);
    }
    try {
      configure(handle);
      activate(handle);
      preferInterfaceInHeader(handle);
      filter(handle);
      oneDirectionOnly(handle);
      if (LibPcap.pcap_setnonblock(handle, 1, error) != 0) {
        throw new PcapException(operation, LibPcap.PCAP_ERROR, error.getString(0), null, null);
      }
      return new Capture(operation, handle, /* file= */ false);
    } catch (PcapException | RuntimeException | Error e) {
      LibPcap.pcap_close(handle);
      throw e;
    }
  }

  private void configure(Pointer handle) throws PcapException {
    int snapshot = options.isPacketLog() ? PACKET_LOG_SNAPSHOT : options.snapshotLength();
    require(handle, LibPcap.pcap_set_snaplen(handle, snapshot));
    require(handle, LibPcap.pcap_set_promisc(handle, 0));
    require(handle, LibPcap.pcap_set_immediate_mode(handle, 1));
    require(handle, LibPcap.pcap_set_buffer_size(handle, options.bufferBytes()));
    int status = LibPcap.pcap_set_tstamp_precision(handle, LibPcap.PCAP_TSTAMP_PRECISION_NANO);
    if (status != 0) {
      log.debug("{}: times are in microseconds: {}", operation, describe(handle, status));
    }
  }

  private void activate(Pointer handle) throws PcapException {
    int status = LibPcap.pcap_activate(handle);
    if (status < 0 && options.isPacketLog()) {
      throw PcapErrors.ofPacketLog(operation, status, handle);
    }
    require(handle, status);
    if (status > 0) {
      log.warn("{}: libpcap warns: {}", operation, describe(handle, status));
    }
  }

  /**
   * Makes a capture on "any" use the link type LINUX_SLL2, whose header contains the interface's
   * index. Needs libpcap 1.10 or later; otherwise, the link type stays the same.
   */
  private void preferInterfaceInHeader(Pointer handle) {
    if (LibPcap.pcap_datalink(handle) == DLT_LINUX_SLL
        && LibPcap.pcap_set_datalink(handle, DLT_LINUX_SLL2) != 0) {
      log.debug(
          "{}: frames do not contain their interface: {}", operation, LibPcap.pcap_geterr(handle));
    }
  }

  private void filter(Pointer handle) throws PcapException {
    String expression = options.filter().expression(LibPcap.pcap_datalink(handle));
    try (FilterProgram program = FilterProgram.compile(operation, handle, expression)) {
      program.apply(operation, handle);
    }
  }

  private void oneDirectionOnly(Pointer handle) {
    int direction =
        switch (options.direction()) {
          case INBOUND -> LibPcap.PCAP_D_IN;
          case OUTBOUND -> LibPcap.PCAP_D_OUT;
        };
    if (LibPcap.pcap_setdirection(handle, direction) != 0) {
      log.debug(
          "{}: frames of both directions are captured: {}", operation, LibPcap.pcap_geterr(handle));
    }
  }

  private void require(Pointer handle, int status) throws PcapException {
    if (status < 0) {
      throw PcapErrors.of(operation, status, handle);
    }
  }

  private static String describe(Pointer handle, int status) {
    return PcapErrors.describe(LibPcap.pcap_statustostr(status), LibPcap.pcap_geterr(handle));
  }
}

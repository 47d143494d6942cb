package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.jitpeers.pcap.PcapException;

/** A compiled capture filter ({@code struct bpf_program}). Not thread-safe. */
public final class FilterProgram implements AutoCloseable {
  // The size is not kept in a constant: computing the size needs JNA, and this class may be loaded
  // before JNA was checked. A struct bpf_program is an unsigned int followed by a pointer.
  private final Memory program = new Memory(2L * Native.POINTER_SIZE);
  private final Memory header = new Memory(lengths() + 2L * Integer.BYTES);
  private boolean closed;

  private FilterProgram() {}

  /**
   * Returns the offset of the two 32-bit lengths in {@code struct pcap_pkthdr}. They come after a
   * {@code struct timeval}.
   */
  private static int lengths() {
    return 2 * NativeLong.SIZE;
  }

  /**
   * Compiles a filter for an open capture. Synchronized, because the compiler of libpcap before 1.8
   * keeps its state in global variables (pcap_compile(3PCAP)).
   *
   * @param operation the operation's name in error messages
   * @param expression the filter, in the syntax of pcap-filter(7)
   */
  static synchronized FilterProgram compile(String operation, Pointer handle, String expression)
      throws PcapException {
    FilterProgram compiled = new FilterProgram();
    int status =
        LibPcap.pcap_compile(handle, compiled.program, expression, 1, LibPcap.PCAP_NETMASK_UNKNOWN);
    if (status != 0) {
      compiled.closed = true;
      PcapException failure = PcapErrors.of(operation, status, handle);
      throw new PcapException(
          operation,
          status,
          "the capture filter \""
              + expression
              + "\" cannot be compiled: "
              + LibPcap.pcap_geterr(handle),
          null,
          failure);
    }
    return compiled;
  }

  /**
   * Compiles a filter without an open capture.
   *
   * @param linkType a {@code DLT_} number
   * @param expression the filter, in the syntax of pcap-filter(7)
   */
  public static FilterProgram compile(int linkType, String expression) throws PcapException {
    String operation = "compiling a capture filter";
    PcapErrors.requireLibrary(operation);
    Pointer handle = LibPcap.pcap_open_dead(linkType, 65_535);
    if (handle == null) {
      throw new PcapException(operation, 0, "out of memory", null, null);
    }
    try {
      return compile(operation, handle, expression);
    } finally {
      LibPcap.pcap_close(handle);
    }
  }

  /** Makes a capture deliver only matching frames. */
  void apply(String operation, Pointer handle) throws PcapException {
    int status = LibPcap.pcap_setfilter(handle, program);
    if (status != 0) {
      throw PcapErrors.of(operation, status, handle);
    }
  }

  /**
   * Returns whether a frame matches the filter.
   *
   * @param frame the whole frame
   */
  public boolean matches(byte[] frame) {
    try (Memory memory = new Memory(Math.max(1, frame.length))) {
      memory.write(0, frame, 0, frame.length);
      header.setInt(lengths(), frame.length);
      header.setInt(lengths() + Integer.BYTES, frame.length);
      return LibPcap.pcap_offline_filter(program, header, memory) != 0;
    }
  }

  /** Frees the program. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      LibPcap.pcap_freecode(program);
    }
  }
}

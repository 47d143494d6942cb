package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.jitpeers.pcap.PcapException;
import org.jspecify.annotations.Nullable;

/**
 * An open capture, live or from a file. It reads frames in batches: libpcap's own function {@code
 * pcap_dump} writes the frames to an in-memory stream. A whole batch takes only a few native calls.
 * Without batches, each frame would take several.
 *
 * <p>Only one thread may call {@link #read}. {@link #dropped} and {@link #close} may be called on
 * any thread.
 */
public final class Capture implements AutoCloseable {
  /**
   * The maximum number of frames in a batch. The frames of a batch are read together, and processed
   * together.
   */
  private static final int BATCH_FRAMES = 256;

  /**
   * The maximum snapshot length in bytes (MAXIMUM_SNAPLEN). For all but a few link types, libpcap
   * refuses frames with more captured bytes.
   */
  private static final int MAX_SNAPSHOT = 262_144;

  /**
   * A length that is enough for {@code struct pcap_stat} (three unsigned ints, and more fields on
   * systems other than Linux).
   */
  private static final int STAT_LENGTH = 64;

  /** The offset of the field {@code ps_drop}, which follows {@code ps_recv}. */
  private static final int PS_DROP = 4;

  private final String operation;
  private final Pointer handle;
  private final boolean file;
  private final int linkType;
  private final int fraction;
  private final FrameBatch batch;
  private final Pointer stream;
  private final Pointer dumper;
  private final Pointer pcapDump;
  private final Memory stat = new Memory(STAT_LENGTH);
  // The following fields are guarded by this object.
  private @Nullable PcapException pending;
  private boolean closed;

  /** The result of a read. */
  public enum Read {
    /** The batch contains frames. */
    FRAMES,
    /**
     * There are no frames now. The descriptor of a live capture becomes readable when frames
     * arrive.
     */
    NOTHING,
    /** There are no more frames: the file ended, or the capture is closed. */
    END
  }

  /**
   * Creates a capture. {@link #close} closes the handle. If the constructor fails, the caller must
   * close the handle.
   *
   * @param operation the operation's name in error messages
   * @param handle an activated handle, or the handle of a file
   * @param file whether the handle is that of a file
   */
  Capture(String operation, Pointer handle, boolean file) throws PcapException {
    this.operation = operation;
    this.handle = handle;
    this.file = file;
    linkType = LibPcap.pcap_datalink(handle);
    fraction =
        LibPcap.pcap_get_tstamp_precision(handle) == LibPcap.PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
    // A file can declare any snapshot length.
    batch = new FrameBatch(BATCH_FRAMES, Math.min(LibPcap.pcap_snapshot(handle), MAX_SNAPSHOT));
    pcapDump = LibPcap.pcapDump();
    stream = openStream(operation, batch);
    dumper = openDumper();
    // The streams need no locks of their own: the reader holds this object's lock.
    StdIo.doWithoutLocks(stream);
    Pointer read = file ? LibPcap.pcap_file(handle) : null;
    if (read != null) {
      StdIo.doWithoutLocks(read);
    }
  }

  private static Pointer openStream(String operation, FrameBatch batch) throws PcapException {
    try {
      return StdIo.fmemopen(batch.memory(), batch.size(), "w");
    } catch (LastErrorException e) {
      throw new PcapException(operation, 0, "fmemopen failed: " + e.getMessage(), null, e);
    }
  }

  /**
   * Opens the dumper, with which {@code pcap_dump} writes frames to the stream. Closing the dumper
   * also closes the stream. If the dumper cannot be opened, libpcap closes the stream.
   */
  private Pointer openDumper() throws PcapException {
    Pointer opened = LibPcap.pcap_dump_fopen(handle, stream);
    if (opened == null) {
      throw PcapErrors.of(operation, LibPcap.PCAP_ERROR, handle);
    }
    return opened;
  }

  /** Returns the link type of the frames, a {@code DLT_} number. */
  public int linkType() {
    return linkType;
  }

  /** Returns the unit of {@link FrameBatch#fraction}, in nanoseconds. */
  public int fractionNanos() {
    return fraction;
  }

  /** Returns the batch into which {@link #read} puts frames. */
  public FrameBatch batch() {
    return batch;
  }

  /** Returns the descriptor that is readable when frames have arrived; for live captures only. */
  public int descriptor() {
    return LibPcap.pcap_get_selectable_fd(handle);
  }

  /**
   * Reads the next frames without waiting. Throws if the capture cannot continue, for example
   * because its interface disappeared or its file is corrupt.
   */
  public synchronized Read read() throws PcapException {
    if (closed) {
      return Read.END;
    }
    throwPending();
    StdIo.rewind(stream);
    int frames = LibPcap.pcap_dispatch(handle, batch.maxFrames(), pcapDump, dumper);
    if (frames < 0) {
      pending = PcapErrors.of(operation, frames, handle);
    } else if (frames == 0 && !file) {
      return Read.NOTHING;
    }
    if (LibPcap.pcap_dump_flush(dumper) != 0) {
      throw new PcapException(operation, 0, "a batch of frames did not fit its memory", null, null);
    }
    // The number of frames is not used. libpcap does not report it for frames before a failure and,
    // up to 1.10.1, for frames before a file's end.
    int length = (int) LibPcap.pcap_dump_ftell(dumper);
    if (length == 0) {
      throwPending();
      return Read.END;
    }
    batch.fill(length);
    return Read.FRAMES;
  }

  private void throwPending() throws PcapException {
    PcapException failure = pending;
    pending = null;
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Returns whether the capture failed during the latest {@link #read}. That call still returned
   * the frames from before the failure. The next call throws an exception.
   */
  public synchronized boolean hasFailed() {
    return pending != null;
  }

  /**
   * Makes the kernel apply another filter to subsequent frames.
   *
   * @param expression the new filter, in the syntax of pcap-filter(7)
   */
  public synchronized void filter(String expression) throws PcapException {
    if (!closed) {
      try (FilterProgram program = FilterProgram.compile(operation, handle, expression)) {
        program.apply(operation, handle);
      }
    }
  }

  /**
   * Returns how many frames were lost so far because the kernel's buffer was full. The counter is
   * 32 bits wide and wraps. Returns 0 for a file, and for a closed capture.
   */
  public synchronized int dropped() throws PcapException {
    if (closed || file) {
      return 0;
    }
    int status = LibPcap.pcap_stats(handle, stat);
    if (status < 0) {
      throw PcapErrors.of(operation, status, handle);
    }
    return stat.getInt(PS_DROP);
  }

  /** Frees all resources. Closing again does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      LibPcap.pcap_dump_close(dumper);
      LibPcap.pcap_close(handle);
    }
  }
}

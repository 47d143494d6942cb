package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.jitpeers.pcap.PcapException;
import org.jspecify.annotations.Nullable;

/**
 * An open capture, live or from a file. It reads frames in batches: libpcap itself copies them into
 * memory, with its {@code pcap_dump} writing to a stream there, so that a batch takes a few calls
 * instead of some for each frame.
 *
 * <p>One thread reads. {@link #dropped} and {@link #close} may be called from any.
 */
public final class Capture implements AutoCloseable {
  /** Frames in a batch, at most: as many as are checked at once. */
  private static final int BATCH_FRAMES = 256;

  /** libpcap refuses longer frames on all link types but a few (MAXIMUM_SNAPLEN). */
  private static final int MAX_SNAPSHOT = 262_144;

  /** {@code struct pcap_stat} has three unsigned ints, and more on other systems than Linux. */
  private static final int STAT_LENGTH = 64;

  /** Behind {@code ps_recv}. */
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
  // The following are guarded by this.
  private @Nullable PcapException pending;
  private boolean closed;

  /** What a read gave. */
  public enum Read {
    /** Frames, in the batch. */
    FRAMES,
    /** None now; a live capture's descriptor tells when there are. */
    NOTHING,
    /** None, and no more will come: the file's end. */
    END
  }

  /**
   * Takes over a handle, which is closed if this fails.
   *
   * @param operation what it is for
   * @param handle activated, or of a file
   * @param file whether it is of a file
   */
  Capture(String operation, Pointer handle, boolean file) throws PcapException {
    this.operation = operation;
    this.handle = handle;
    this.file = file;
    linkType = LibPcap.pcap_datalink(handle);
    fraction =
        LibPcap.pcap_get_tstamp_precision(handle) == LibPcap.PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
    // A file may claim any snapshot length.
    batch = new FrameBatch(BATCH_FRAMES, Math.min(LibPcap.pcap_snapshot(handle), MAX_SNAPSHOT));
    pcapDump = LibPcap.pcapDump();
    stream = openStream(operation, batch);
    dumper = openDumper();
    // Whoever reads holds this object's lock.
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

  /** From here on the stream is closed with the dumper; libpcap closes it if this fails. */
  private Pointer openDumper() throws PcapException {
    Pointer opened = LibPcap.pcap_dump_fopen(handle, stream);
    if (opened == null) {
      throw PcapErrors.of(operation, LibPcap.PCAP_ERROR, handle);
    }
    return opened;
  }

  /** The link type of frames, a {@code DLT_} number. */
  public int linkType() {
    return linkType;
  }

  /** How many nanoseconds the unit of {@link FrameBatch#fraction} has. */
  public int fractionNanos() {
    return fraction;
  }

  /** Where {@link #read} puts frames. */
  public FrameBatch batch() {
    return batch;
  }

  /** The descriptor that is readable when frames have come; a live capture's only. */
  public int descriptor() {
    return LibPcap.pcap_get_selectable_fd(handle);
  }

  /**
   * Reads the next frames without waiting for any; fails if the capture cannot go on: its interface
   * is gone, or its file is broken.
   */
  public synchronized Read read() throws PcapException {
    if (closed) {
      return Read.END;
    }
    if (pending != null) {
      PcapException failure = pending;
      pending = null;
      throw failure;
    }
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
    // Not by the number of frames: libpcap does not tell that of those before a failure and, up to
    // 1.10.1, of those before a file's end.
    int length = (int) LibPcap.pcap_dump_ftell(dumper);
    if (length == 0 && pending == null) {
      return Read.END;
    }
    batch.fill(length);
    return Read.FRAMES;
  }

  /**
   * Has the kernel let through what matches another filter from now on.
   *
   * @param expression as in pcap-filter(7)
   */
  public synchronized void filter(String expression) throws PcapException {
    if (!closed) {
      try (FilterProgram program = FilterProgram.compile(operation, handle, expression)) {
        program.apply(operation, handle);
      }
    }
  }

  /**
   * How many frames found the kernel's buffer full so far; 32 bits wide, so that it wraps. 0 for a
   * file, and once closed.
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

  /** Frees everything. Closing again does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      LibPcap.pcap_dump_close(dumper);
      LibPcap.pcap_close(handle);
    }
  }
}

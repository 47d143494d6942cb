package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Frames that were read together, in memory that is used again for the next ones. They are laid out
 * as in a capture file (pcap-savefile(5)): a header of 16 bytes, then what was captured. Used by
 * the reading thread.
 */
public final class FrameBatch {
  /** Seconds, their fraction, captured length, length on the wire; in this machine's byte order. */
  static final int HEADER_LENGTH = 16;

  /** What libpcap writes once at the beginning, before the frames of the first batch. */
  static final int FILE_HEADER_LENGTH = 24;

  private final Memory memory;
  private final ByteBuffer buffer;
  private final int maxFrames;
  private int next;
  private int end;
  private int frame;

  /**
   * Makes room for frames.
   *
   * @param maxFrames how many there are at most
   * @param maxCaptured how much is captured of one, at most
   */
  FrameBatch(int maxFrames, int maxCaptured) {
    this.maxFrames = maxFrames;
    long size = FILE_HEADER_LENGTH + (long) maxFrames * (HEADER_LENGTH + maxCaptured);
    // Not a direct buffer, which would be cleared: most of it is never used.
    memory = new Memory(size);
    buffer = memory.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
  }

  Pointer memory() {
    return memory;
  }

  long size() {
    return memory.size();
  }

  /** How many frames fit. */
  public int maxFrames() {
    return maxFrames;
  }

  /** Begins again, with frames up to a place in the memory. */
  void fill(int bytes) {
    next = 0;
    end = bytes;
  }

  /** Moves to the next frame; false if there is none. */
  public boolean next() {
    if (next >= end) {
      return false;
    }
    frame = next;
    next = start() + captured();
    return true;
  }

  /** The memory that frames are in. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Where the frame begins in the buffer. */
  public int start() {
    return frame + HEADER_LENGTH;
  }

  /** How many bytes of the frame were captured. */
  public int captured() {
    return buffer.getInt(frame + 8);
  }

  /** When it was captured: seconds since 1970. */
  public long seconds() {
    return Integer.toUnsignedLong(buffer.getInt(frame));
  }

  /** The rest of that time, in the units of the capture. */
  public int fraction() {
    return buffer.getInt(frame + 4);
  }
}

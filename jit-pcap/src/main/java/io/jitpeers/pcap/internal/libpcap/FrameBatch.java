package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Frames that were read together, in memory that is reused for the next batch. The layout is that
 * of a capture file (pcap-savefile(5)): each frame is a header of 16 bytes and the captured bytes.
 * Used only by the thread that reads the capture.
 */
public final class FrameBatch {
  /**
   * The length of a frame's header. The header contains the capture time (seconds and fraction of a
   * second), the captured length and the original length, in this machine's byte order.
   */
  static final int HEADER_LENGTH = 16;

  /**
   * The length of the file header that libpcap writes once, before the frames of the first batch.
   */
  static final int FILE_HEADER_LENGTH = 24;

  private final Memory memory;
  private final ByteBuffer buffer;
  private final int maxFrames;
  private int next;
  private int end;
  private int frame;

  /**
   * Allocates memory for frames.
   *
   * @param maxFrames the maximum number of frames in a batch
   * @param maxCaptured the maximum number of captured bytes of a frame
   */
  FrameBatch(int maxFrames, int maxCaptured) {
    this.maxFrames = maxFrames;
    long size = FILE_HEADER_LENGTH + (long) maxFrames * (HEADER_LENGTH + maxCaptured);
    // A direct ByteBuffer is not used, because Java would clear all of its memory, although most of
    // that memory is never used.
    memory = new Memory(size);
    buffer = memory.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
  }

  Pointer memory() {
    return memory;
  }

  long size() {
    return memory.size();
  }

  /** Returns the maximum number of frames in a batch. */
  public int maxFrames() {
    return maxFrames;
  }

  /**
   * Starts a new iteration over the frames. They occupy the given number of bytes at the start of
   * the memory.
   */
  void fill(int bytes) {
    next = 0;
    end = bytes;
  }

  /** Moves to the next frame; returns false if there is none. */
  public boolean next() {
    if (next >= end) {
      return false;
    }
    frame = next;
    next = start() + captured();
    return true;
  }

  /** Returns the memory that contains the frames. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Returns the offset of the frame's captured bytes in the buffer. */
  public int start() {
    return frame + HEADER_LENGTH;
  }

  /** Returns how many bytes of the frame were captured. */
  public int captured() {
    return buffer.getInt(frame + 8);
  }

  /** Returns the capture time in seconds since 1970. */
  public long seconds() {
    return Integer.toUnsignedLong(buffer.getInt(frame));
  }

  /**
   * Returns the part of the capture time that follows the full {@link #seconds}, in the unit of the
   * capture's time stamps.
   */
  public int fraction() {
    return buffer.getInt(frame + 4);
  }
}

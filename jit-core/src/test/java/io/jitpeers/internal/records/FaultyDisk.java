package io.jitpeers.internal.records;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The system's disk, until it is full or the process is killed at one of its steps. Earlier writes
 * stay, as they do in the kernel's cache.
 */
public final class FaultyDisk implements Disk {
  /** The simulated end of the process: later calls do nothing. */
  public static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final Disk real = Disk.system();
  private boolean full;
  private boolean denied;
  private int room = Integer.MAX_VALUE;
  private int stepsLeft = Integer.MAX_VALUE;
  private int steps;

  /**
   * From now on nothing can be written; a write that is cut short leaves the part for which there
   * was room.
   */
  public void fill(int roomLeft) {
    full = true;
    room = roomLeft;
  }

  /** There is room again. */
  public void free() {
    full = false;
  }

  /** From now on no file can be created. */
  public void deny() {
    denied = true;
  }

  /** Lets a number of changes happen, then kills the process. */
  public void killAfter(int changes) {
    stepsLeft = changes;
  }

  /** Returns the number of changes so far. */
  public int steps() {
    return steps;
  }

  private void step() {
    if (stepsLeft == 0) {
      throw new KilledException();
    }
    stepsLeft--;
    steps++;
  }

  @Override
  public boolean exists(Path path) {
    return real.exists(path);
  }

  @Override
  public OpenFile open(Path path) throws IOException {
    return new FaultyFile(real.open(path));
  }

  @Override
  public OpenFile create(Path path) throws IOException {
    step();
    if (denied) {
      throw new AccessDeniedException(path.toString());
    }
    return new FaultyFile(real.create(path));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    real.move(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    step();
    real.delete(path);
  }

  private final class FaultyFile implements OpenFile {
    private final OpenFile file;

    FaultyFile(OpenFile file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(long position, byte[] target) throws IOException {
      return file.read(position, target);
    }

    @Override
    public void write(long position, byte[] bytes) throws IOException {
      step();
      if (full && bytes.length > room) {
        file.write(position, Arrays.copyOf(bytes, room));
        room = 0;
        throw new IOException("No space left on device");
      }
      room -= full ? bytes.length : 0;
      file.write(position, bytes);
    }

    @Override
    public void truncate(long size) throws IOException {
      step();
      file.truncate(size);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}

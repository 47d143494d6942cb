package io.jitpeers.pcap.internal.libpcap;

import io.jitpeers.pcap.internal.capture.CaptureSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A scripted libpcap, with frames of raw IP. Live by default; as a file, it ends after its last
 * frame. Thread-safe.
 */
public final class FakeCaptures implements CaptureSession.Opener {
  private static final int DLT_RAW = 12;
  private static final int SNAPSHOT_LENGTH = 512;
  private static final int BATCH = 4;

  private final List<Session> sessions = new ArrayList<>();
  private final Queue<IOException> refusals = new ArrayDeque<>();
  private final Queue<Object> waiting = new ArrayDeque<>();
  private boolean file;
  private int linkType = DLT_RAW;
  private int opens;
  private int refilters;
  private int reads;
  private Instant captureTime = Instant.EPOCH;

  private record Frame(ByteBuffer bytes, Instant time) {}

  @Override
  public synchronized CaptureSession open() throws IOException {
    opens++;
    notifyAll();
    IOException refusal = refusals.poll();
    if (refusal != null) {
      throw refusal;
    }
    Session opened = new Session();
    sessions.add(opened);
    return opened;
  }

  /** Captures a frame, or keeps it for the next capture that is opened. */
  public synchronized void send(byte[] frame) {
    waiting.add(new Frame(ByteBuffer.wrap(frame.clone()), captureTime));
    notifyAll();
  }

  /** Sets the time of subsequent frames. */
  public synchronized void captureTime(Instant time) {
    captureTime = time;
  }

  /** Makes reading fail at this point. */
  public synchronized void fail(Exception failure) {
    waiting.add(failure);
    notifyAll();
  }

  /** Makes opening fail, after all earlier refusals. */
  public synchronized void refuse(IOException failure) {
    refusals.add(failure);
  }

  public synchronized void beFile() {
    file = true;
  }

  public synchronized void linkType(int dlt) {
    linkType = dlt;
  }

  /** Sets the statistics of the open capture. */
  public synchronized void count(int dropped, int droppedByInterface) {
    newest().dropped = dropped;
    newest().droppedByInterface = droppedByInterface;
  }

  private Session newest() {
    return sessions.get(sessions.size() - 1);
  }

  public synchronized long openSessions() {
    return sessions.stream().filter(session -> !session.closed).count();
  }

  /** Waits until there were the given number of attempts to open a capture. */
  public synchronized void awaitOpens(int count) throws InterruptedException {
    while (opens < count) {
      wait();
    }
  }

  /** Waits until captures have installed another filter the given number of times. */
  public synchronized void awaitRefilters(int count) throws InterruptedException {
    while (refilters < count) {
      wait();
    }
  }

  /** Returns how often frames were read, with or without success. */
  public synchronized int reads() {
    return reads;
  }

  /** Waits until the reading thread has read and processed everything, and waits for more. */
  public synchronized void awaitRead() throws InterruptedException {
    while (!waiting.isEmpty() || !newest().waiting || newest().woken) {
      wait();
    }
  }

  private final class Session implements CaptureSession {
    private final FrameBatch batch = new FrameBatch(BATCH, SNAPSHOT_LENGTH);
    private int dropped;
    private long droppedByInterface;
    private boolean woken;
    private boolean waiting;
    private boolean closed;

    @Override
    public Capture.Read read() throws IOException {
      synchronized (FakeCaptures.this) {
        reads++;
        if (closed) {
          return Capture.Read.END;
        }
        if (FakeCaptures.this.waiting.peek() instanceof IOException failure) {
          FakeCaptures.this.waiting.remove();
          throw failure;
        }
        if (FakeCaptures.this.waiting.peek() instanceof RuntimeException failure) {
          FakeCaptures.this.waiting.remove();
          throw failure;
        }
        int at = 0;
        for (int i = 0; i < BATCH && FakeCaptures.this.waiting.peek() instanceof Frame frame; i++) {
          FakeCaptures.this.waiting.remove();
          at = put(at, frame);
        }
        if (at == 0) {
          return file ? Capture.Read.END : Capture.Read.NOTHING;
        }
        batch.fill(at);
        return Capture.Read.FRAMES;
      }
    }

    private int put(int at, Frame frame) {
      int length = frame.bytes().remaining();
      Duration sinceEpoch = Duration.between(Instant.EPOCH, frame.time());
      batch
          .buffer()
          .order(ByteOrder.nativeOrder())
          .putInt(at, (int) sinceEpoch.toSeconds())
          .putInt(at + 4, sinceEpoch.toNanosPart())
          .putInt(at + 8, length)
          .putInt(at + 12, length)
          .put(at + FrameBatch.HEADER_LENGTH, frame.bytes(), 0, length);
      return at + FrameBatch.HEADER_LENGTH + length;
    }

    @Override
    public FrameBatch batch() {
      return batch;
    }

    @Override
    public int linkType() {
      return linkType;
    }

    @Override
    public int fractionNanos() {
      return 1;
    }

    @Override
    public void await() throws IOException {
      synchronized (FakeCaptures.this) {
        waiting = true;
        FakeCaptures.this.notifyAll();
        try {
          while (FakeCaptures.this.waiting.isEmpty() && !woken && !closed) {
            FakeCaptures.this.wait();
          }
        } catch (InterruptedException e) {
          throw new IOException("interrupted", e);
        } finally {
          waiting = false;
        }
        woken = false;
      }
    }

    @Override
    public void wakeUp() {
      synchronized (FakeCaptures.this) {
        woken = true;
        FakeCaptures.this.notifyAll();
      }
    }

    @Override
    public void refilter() {
      synchronized (FakeCaptures.this) {
        refilters++;
        FakeCaptures.this.notifyAll();
      }
    }

    @Override
    public int dropped() {
      synchronized (FakeCaptures.this) {
        return dropped;
      }
    }

    @Override
    public long droppedByInterface() {
      synchronized (FakeCaptures.this) {
        return droppedByInterface;
      }
    }

    @Override
    public void close() {
      synchronized (FakeCaptures.this) {
        closed = true;
        FakeCaptures.this.notifyAll();
      }
    }
  }
}

package io.jitpeers.pcap.internal.capture;

import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.linux.Poller;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.internal.libpcap.Capture;
import io.jitpeers.pcap.internal.libpcap.CaptureFiles;
import io.jitpeers.pcap.internal.libpcap.FrameBatch;
import io.jitpeers.pcap.internal.libpcap.LiveCaptures;
import io.jitpeers.pcap.internal.libpcap.LiveOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A libpcap capture. A live capture also has a poller that waits for frames. */
public final class LibPcapSession implements CaptureSession {
  private static final Logger log = LoggerFactory.getLogger(LibPcapSession.class);

  /**
   * A wait for frames ends after this time even if no frame arrives. If an interface goes down and
   * is deleted later, the kernel wakes the waiting thread when the interface goes down, but not
   * when it is deleted. libpcap reports the deletion only at the next read, so the thread must read
   * at intervals.
   */
  private static final int LOOK_EVERY_MILLIS = 500;

  private final Capture capture;
  // Null for a file, because every frame of a file is read.
  private final LiveOptions.@Nullable FilterOfLink filter;
  // Null for a file, whose frames are all available from the start.
  private final @Nullable Poller poller;
  private final @Nullable InterfaceDrops drops;
  // For a capture of the kernel's packet log, libpcap treats it as a failure if there is nothing to
  // read (EAGAIN). So the capture is read only after a wait found it readable.
  private final boolean onlyIfReadable;
  private boolean readable;

  private LibPcapSession(
      Capture capture,
      LiveOptions.@Nullable FilterOfLink filter,
      @Nullable Poller poller,
      @Nullable InterfaceDrops drops,
      boolean onlyIfReadable) {
    this.capture = capture;
    this.filter = filter;
    this.poller = poller;
    this.drops = drops;
    this.onlyIfReadable = onlyIfReadable;
  }

  /** Opens a file. */
  public static LibPcapSession ofFile(Path file) throws PcapException {
    return new LibPcapSession(CaptureFiles.open(file), null, null, null, false);
  }

  /**
   * Opens a live capture.
   *
   * @param options the interface and the options of the capture
   * @param namespace the interface's network namespace, or null for this process's own
   */
  public static LibPcapSession live(LiveOptions options, @Nullable NetworkNamespace namespace)
      throws IOException {
    return NetworkNamespace.callIn(namespace, () -> live(options));
  }

  private static LibPcapSession live(LiveOptions options) throws IOException {
    Capture capture = LiveCaptures.open(options);
    try {
      String subject = "the capture on " + options.interfaceName();
      Poller poller = Poller.open(capture.descriptor(), subject);
      return new LibPcapSession(
          capture, options.filter(), poller, drops(options.interfaceName()), options.isPacketLog());
    } catch (SystemCallException | RuntimeException | Error e) {
      capture.close();
      throw e;
    }
  }

  private static @Nullable InterfaceDrops drops(String interfaceName) {
    try {
      return InterfaceDrops.open(interfaceName);
    } catch (IOException e) {
      log.debug("the frames that {} drops are not counted", interfaceName, e);
      return null;
    }
  }

  @Override
  public Capture.Read read() throws PcapException {
    if (onlyIfReadable && !readable) {
      return Capture.Read.NOTHING;
    }
    readable = false;
    return capture.read();
  }

  @Override
  public FrameBatch batch() {
    return capture.batch();
  }

  @Override
  public int linkType() {
    return capture.linkType();
  }

  @Override
  public int fractionNanos() {
    return capture.fractionNanos();
  }

  @Override
  public void await() throws SystemCallException {
    // A capture that failed may never become readable again.
    if (poller != null && !capture.hasFailed()) {
      // For an interface the result of the wait is not needed: the next read returns frames, or
      // throws if the capture failed.
      Poller.Event event = poller.await(LOOK_EVERY_MILLIS);
      readable = event == Poller.Event.READABLE || event == Poller.Event.ERROR;
    }
  }

  @Override
  public void wakeUp() {
    if (poller != null) {
      poller.wake();
    }
  }

  @Override
  public void refilter() throws PcapException {
    if (filter != null) {
      capture.filter(filter.expression(capture.linkType()));
    }
  }

  @Override
  public int dropped() throws PcapException {
    return capture.dropped();
  }

  @Override
  public long droppedByInterface() throws IOException {
    return drops == null ? 0 : drops.count();
  }

  @Override
  public void close() {
    if (poller != null) {
      poller.close();
    }
    capture.close();
    try {
      if (drops != null) {
        drops.close();
      }
    } catch (IOException e) {
      log.debug("closing a file in /proc failed", e);
    }
  }
}

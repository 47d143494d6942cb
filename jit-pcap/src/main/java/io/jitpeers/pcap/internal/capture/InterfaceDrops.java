package io.jitpeers.pcap.internal.capture;

import io.jitpeers.linux.KernelFile;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Counts the frames that an interface dropped since this object was opened. The number is read from
 * {@code /proc/net/dev} (proc(5)). libpcap reports this number only for interfaces in promiscuous
 * mode. Thread-safe.
 */
final class InterfaceDrops implements AutoCloseable {
  /**
   * The file with the counters of all interfaces. Its content is for the network namespace of the
   * thread that opened the file, even if another thread reads it later.
   */
  private static final String FILE = "/proc/thread-self/net/dev";

  private static final Pattern COLUMNS = Pattern.compile(" +");

  /**
   * The index of the column {@code drop}, after the columns for received bytes, packets and errors.
   * The column after it counts frames dropped because a queue was full.
   */
  private static final int DROP = 3;

  private final String interfaceName;
  private final KernelFile file;
  private final long before;

  private InterfaceDrops(String interfaceName, KernelFile file, long before) {
    this.interfaceName = interfaceName;
    this.file = file;
    this.before = before;
  }

  /**
   * Opens the counters of an interface in the calling thread's network namespace. Throws if the
   * kernel does not have the file.
   */
  static InterfaceDrops open(String interfaceName) throws IOException {
    KernelFile file = KernelFile.open(FILE);
    try {
      return new InterfaceDrops(interfaceName, file, parse(file.read(), interfaceName));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Returns how many frames were dropped since this object was opened. Returns 0 for libpcap's
   * pseudo-interface {@code any}, which the file does not list.
   */
  long count() throws IOException {
    return Math.max(0, parse(file.read(), interfaceName) - before);
  }

  /**
   * Returns the interface's number of dropped frames in the file's text; 0 if the interface is not
   * listed or its line is malformed.
   */
  static long parse(String text, String interfaceName) {
    return text.lines()
        .map(String::strip)
        .filter(line -> line.startsWith(interfaceName + ":"))
        .mapToLong(line -> drops(line.substring(interfaceName.length() + 1).strip()))
        .findFirst()
        .orElse(0);
  }

  private static long drops(String numbers) {
    String[] columns = COLUMNS.split(numbers, -1);
    try {
      return columns.length <= DROP + 1
          ? 0
          : Long.parseLong(columns[DROP]) + Long.parseLong(columns[DROP + 1]);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

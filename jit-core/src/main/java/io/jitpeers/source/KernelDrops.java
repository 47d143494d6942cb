package io.jitpeers.source;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads how many datagrams the Linux kernel dropped at a socket, mostly because the socket's
 * receive buffer was full. The number is in the last column of {@code /proc/net/udp} and {@code
 * udp6} (proc_pid_net(5)). On other systems, which have no such files, the number is 0.
 * Thread-safe.
 */
final class KernelDrops {
  private static final Logger log = LoggerFactory.getLogger(UdpPacketSource.class);
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

  private final Set<String> localAddresses;
  private long highest;
  private boolean complained;

  KernelDrops(InetSocketAddress local) {
    this.localAddresses = asWrittenByKernel(local);
  }

  /**
   * Returns the number of dropped datagrams so far. The number never decreases, even after the
   * socket is closed and no longer in the files of {@code /proc/net}.
   */
  synchronized long read() {
    long sum = 0;
    for (Path table : TABLES) {
      sum += readTable(table);
    }
    highest = Math.max(highest, sum);
    return highest;
  }

  private long readTable(Path table) {
    if (!Files.isReadable(table)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(table)) {
      return sum(lines, localAddresses);
    } catch (IOException | NumberFormatException e) {
      if (!complained) {
        complained = true;
        log.warn("cannot read {}; datagrams dropped by the kernel are not counted", table, e);
      }
      return 0;
    }
  }

  static long sum(Stream<String> lines, Set<String> localAddresses) {
    return lines
        .map(line -> line.strip().split("\\s+", -1))
        .filter(fields -> fields.length > 2 && localAddresses.contains(fields[1]))
        .mapToLong(fields -> Long.parseLong(fields[fields.length - 1]))
        .sum();
  }

  /**
   * Returns the forms in which {@code /proc/net/udp} and {@code /proc/net/udp6} may contain an
   * address. Every 32 bits of an address are written as one hexadecimal number, in the machine's
   * byte order. An IPv4 address can be in either file: for a dual-stack socket, {@code udp6}
   * contains the address as an IPv4-mapped IPv6 address.
   */
  static Set<String> asWrittenByKernel(InetSocketAddress local) {
    List<byte[]> forms = new ArrayList<>();
    InetAddress address = local.getAddress();
    byte[] bytes = address.getAddress();
    forms.add(bytes);
    if (address.isAnyLocalAddress()) {
      forms.add(new byte[20 - bytes.length]);
    } else if (bytes.length == 4) {
      forms.add(ByteBuffer.allocate(16).putShort(10, (short) -1).position(12).put(bytes).array());
    }
    Set<String> written = new HashSet<>();
    for (byte[] form : forms) {
      StringBuilder text = new StringBuilder();
      ByteBuffer words = ByteBuffer.wrap(form).order(ByteOrder.nativeOrder());
      while (words.hasRemaining()) {
        text.append(String.format(Locale.ROOT, "%08X", words.getInt()));
      }
      written.add(text + String.format(Locale.ROOT, ":%04X", local.getPort()));
    }
    return written;
  }
}

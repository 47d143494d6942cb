package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.Platform;
import io.jitpeers.pcap.PcapPacketSource;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Another process, which pretends to run on another operating system: it tries a live capture and a
 * capture file.
 */
public final class ForeignSystem {
  private ForeignSystem() {}

  private interface Entry {
    void open() throws Exception;
  }

  /** Prints the message of the exception that each entry throws, or "read". */
  public static void main(String[] arguments) {
    // JNA reads the system's name when it is initialized, and must keep the real one.
    if (!Platform.isLinux()) {
      throw new IllegalStateException("this test needs Linux");
    }
    System.setProperty("os.name", "Mac OS X");
    attempt(() -> start(PcapPacketSource.builder().interfaceName("lo")));
    attempt(() -> start(PcapPacketSource.builder().file(Path.of(arguments[0]))));
  }

  private static void start(PcapPacketSource.Builder builder) throws Exception {
    try (PcapPacketSource source = builder.ports(51820).build()) {
      source.start(packet -> {});
      source.ended().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
  }

  @SuppressWarnings("SystemOut")
  private static void attempt(Entry entry) {
    try {
      entry.open();
      System.out.println("read");
    } catch (Exception | LinkageError e) {
      System.out.println(e.getMessage());
    }
  }
}

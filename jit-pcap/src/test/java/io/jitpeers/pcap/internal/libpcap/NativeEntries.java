package io.jitpeers.pcap.internal.libpcap;

import io.jitpeers.pcap.PcapOutboundSource;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.pcap.internal.reinjection.InterfaceSender;
import io.jitpeers.pcap.internal.reinjection.RawSocketReinjector;
import java.nio.file.Path;

/** Another process, in which JNA cannot be used: it tries every entry of jit-pcap, twice. */
public final class NativeEntries {
  private NativeEntries() {}

  private interface Entry {
    void open() throws Exception;
  }

  /** Prints the message of the exception that each entry throws. */
  public static void main(String[] arguments) {
    for (int i = 0; i < 2; i++) {
      attempt(() -> startOnInterface());
      attempt(() -> startOnFile());
      attempt(() -> startOutbound());
      attempt(() -> FilterProgram.compile(12, "udp").close());
      attempt(() -> InterfaceSender.open("eth0", null).close());
      attempt(() -> RawSocketReinjector.open(null, false, null).close());
    }
  }

  private static void startOnInterface() {
    try (PcapPacketSource source =
        PcapPacketSource.builder().interfaceName("eth0").ports(51820).build()) {
      source.start(packet -> {});
    }
  }

  private static void startOnFile() {
    try (PcapPacketSource source =
        PcapPacketSource.builder().file(Path.of("some.pcap")).ports(51820).build()) {
      source.start(packet -> {});
    }
  }

  private static void startOutbound() {
    try (PcapOutboundSource source = PcapOutboundSource.builder().interfaceName("wg0").build()) {
      source.start(packet -> {});
    }
  }

  @SuppressWarnings("SystemOut")
  private static void attempt(Entry entry) {
    try {
      entry.open();
      System.out.println("opened");
    } catch (Exception e) {
      System.out.println(e.getMessage());
    } catch (Error e) {
      System.out.println("RAW " + e);
    }
  }
}

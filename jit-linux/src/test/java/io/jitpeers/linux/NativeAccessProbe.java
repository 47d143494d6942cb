package io.jitpeers.linux;

import io.jitpeers.linux.netlink.KernelNetlinkSockets;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Another process, in which JNA cannot be used: it tries every entry of jit-linux, twice. */
public final class NativeAccessProbe {
  private NativeAccessProbe() {}

  private interface Entry {
    AutoCloseable open() throws Exception;
  }

  /** Prints, for each entry, its name and the message of the exception that it throws. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    entries.put("poller", () -> Poller.open(-1, "nothing"));
    entries.put(
        "socket",
        () -> SystemSocket.open("a socket", SystemSocket.AF_UNIX, SystemSocket.SOCK_DGRAM, 0));
    entries.put(
        "namespace",
        () ->
            NetworkNamespace.<AutoCloseable, IOException>callIn(
                NetworkNamespace.of("/proc/self/ns/net", Capability.CAP_NET_ADMIN),
                () -> () -> {}));
    entries.put(
        "netlink",
        () ->
            KernelNetlinkSockets.ofProcess()
                .open(NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC)));
    for (int i = 0; i < 2; i++) {
      entries.forEach(NativeAccessProbe::attempt);
    }
  }

  @SuppressWarnings("SystemOut")
  private static void attempt(String name, Entry entry) {
    try (AutoCloseable opened = entry.open()) {
      System.out.println(name + " opened " + (opened != null));
    } catch (SystemCallException e) {
      System.out.println(name + " " + e.getMessage());
    } catch (Exception | Error e) {
      System.out.println(name + " RAW " + e);
    }
  }
}

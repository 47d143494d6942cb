package gateway;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.StoreException;
import java.util.Map;

/**
 * Runs gateways whose parts are named in settings, so that {@code ServiceLoader} must find each
 * part. Prints what each gateway does.
 */
public final class Main {
  private Main() {}

  /** Runs the gateways. */
  public static void main(String[] args) throws Exception {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> thrown.printStackTrace());
    try (ControlPlane controlPlane = new ControlPlane()) {
      System.out.println("http: " + provision(controlPlane, "bouncy-castle"));
      System.out.println("crypto: " + provision(controlPlane, "libcrypto"));
      System.out.println("netlink: " + failure(netlink(controlPlane)));
      System.out.println("pcap: " + failure(pcap(controlPlane)));
    }
  }

  private static String provision(ControlPlane controlPlane, String x25519) throws Exception {
    DirectPacketSource packets = new DirectPacketSource();
    Map<String, String> settings =
        Map.of(
            "config-source", "http",
            "config-source.http.base-url", controlPlane.baseUrl(),
            "peer-store", "memory",
            "crypto.x25519", x25519);
    try (JitOrchestrator gateway =
        JitOrchestrator.builder(settings).packetSource(packets).build()) {
      gateway.start();
      return Knock.at(gateway, packets);
    }
  }

  private static JitOrchestrator netlink(ControlPlane controlPlane) {
    Map<String, String> settings =
        Map.of(
            "config-source", "http",
            "config-source.http.base-url", controlPlane.baseUrl(),
            "peer-store", "netlink",
            "peer-store.netlink.interface", "jit-no-such");
    return JitOrchestrator.builder(settings).packetSource(new DirectPacketSource()).build();
  }

  private static JitOrchestrator pcap(ControlPlane controlPlane) {
    Map<String, String> settings =
        Map.of(
            "config-source", "http",
            "config-source.http.base-url", controlPlane.baseUrl(),
            "peer-store", "memory",
            "packet-source", "pcap",
            "packet-source.pcap.file", "no-such.pcap",
            "packet-source.pcap.ports", "51820");
    return JitOrchestrator.builder(settings).build();
  }

  private static String failure(JitOrchestrator gateway) {
    try (gateway) {
      gateway.start();
      return "started";
    } catch (StoreException | RuntimeException e) {
      return e.getMessage();
    }
  }
}

package io.jitpeers.examples.gateway;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.JitOrchestratorBuilder;
import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.examples.gateway.settings.PartSettings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.source.PacketDispatcher;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.TimeSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Creates a gateway. The interfaces are opened first, because the packet source needs their ports.
 * If a step fails, the parts that already exist are closed. Used once, by one thread.
 */
final class GatewayAssembly {
  private final GatewaySettings settings;
  private final GatewayParts parts;
  private final boolean dryRun;
  private final Map<String, PeerStore> stores = new LinkedHashMap<>();
  private final Map<String, Integer> listenPorts = new LinkedHashMap<>();
  private final Map<String, JitOrchestrator> orchestrators = new LinkedHashMap<>();
  // The parts that must be closed if a later step fails.
  private final Deque<AutoCloseable> made = new ArrayDeque<>();

  GatewayAssembly(GatewaySettings settings, GatewayParts parts, boolean dryRun) {
    this.settings = dryRun ? settings.withEvictionDryRun() : settings;
    this.parts = parts;
    this.dryRun = dryRun;
  }

  /** Creates a gateway that is not started yet. */
  Gateway assemble() throws StoreException {
    try {
      for (String name : settings.interfaces()) {
        openStore(name);
      }
      PacketDispatcher dispatcher = owned(PacketDispatcher.of(packetSource()));
      // All ports are registered before any orchestrator exists. The dispatcher closes the source
      // when the last orchestrator is closed.
      Map<String, PacketSource> sources = new LinkedHashMap<>();
      listenPorts.forEach((name, port) -> sources.put(name, dispatcher.forPort(ports(name, port))));
      sources.forEach((name, source) -> orchestrators.put(name, orchestrator(name, source)));
      return new Gateway(orchestrators, listenPorts);
    } catch (StoreException | RuntimeException | Error e) {
      closeMade(e);
      throw e;
    }
  }

  private void openStore(String name) throws StoreException {
    PeerStore store = owned(settings.storeSettings(name).create(parts.stores()));
    int port = store.device().listenPort();
    if (port == 0) {
      throw new StoreException(
          "the interface "
              + name
              + " listens on no port; set one, such as with \"wg set "
              + name
              + " listen-port 51820\", and bring it up");
    }
    listenPorts.forEach((other, taken) -> requireOther(name, other, port, taken));
    stores.put(name, dryRun ? new DryRunStore(store) : store);
    listenPorts.put(name, port);
  }

  /**
   * Throws an exception if two interfaces have the same listen port. Interfaces in different
   * network namespaces can have the same port. The gateway needs unique ports, because the port
   * decides which interface a packet belongs to.
   */
  private static void requireOther(String name, String other, int port, int taken) {
    if (port == taken) {
      throw new SettingsException(
          "the interfaces "
              + other
              + " and "
              + name
              + " both listen on port "
              + port
              + ", so packets cannot be told apart by port; give one another port, or a gateway"
              + " of its own");
    }
  }

  /**
   * Returns the ports that identify an interface's packets: its listen port and the ports forwarded
   * to it.
   */
  private int[] ports(String name, int listenPort) {
    IntStream forwarded = settings.forwardedPorts().of(name).stream().mapToInt(Integer::intValue);
    return IntStream.concat(IntStream.of(listenPort), forwarded).toArray();
  }

  private PacketSource packetSource() {
    settings.forwardedPorts().requireApart(listenPorts);
    PartSettings source = settings.packetSourceSettings(listenPorts.values());
    PacketSource made = owned(source.create(parts.packetSource(source.name())));
    return dryRun ? new DryRunPacketSource(made) : made;
  }

  private JitOrchestrator orchestrator(String name, PacketSource source) {
    PeerStore store = Objects.requireNonNull(stores.get(name), name);
    JitOrchestratorBuilder builder =
        JitOrchestrator.builder(settings.orchestratorSettings(name))
            .store(store)
            .packetSource(source);
    JitOrchestrator orchestrator = builder.build();
    made.push(orchestrator);
    orchestrator.addListener(new EventLog(name, orchestrator::statistics, TimeSource.system()));
    return orchestrator;
  }

  private <T extends AutoCloseable> T owned(T part) {
    made.push(part);
    return part;
  }

  /**
   * Closes all parts, the newest first. Some parts have been passed to another part that closes
   * them too; closing a part again does nothing.
   */
  private void closeMade(Throwable failure) {
    while (!made.isEmpty()) {
      try {
        made.pop().close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
  }
}

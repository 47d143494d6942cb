package io.jitpeers.examples.gateway.check;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.examples.common.SecretFile;
import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.examples.gateway.settings.PartSettings;
import io.jitpeers.examples.gateway.webhook.Webhook;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.recovery.TransportSourceProvider;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerConfigSourceProvider;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;

/**
 * Checks everything that a gateway needs, and continues after a failed check. For a moment it
 * claims interfaces, starts the packet source and listens on the status address. Leaves the machine
 * and the interfaces unchanged. Used once.
 */
public final class Checks {
  private static final Instant BUILT_AFTER = Instant.parse("2025-01-01T00:00:00Z");

  private final GatewaySettings settings;
  private final ComponentProvider<PeerStore> stores;
  private final Function<String, ComponentProvider<PacketSource>> packetSources;
  private final Machine machine;
  private final TimeSource time;
  private final Findings findings = new Findings();
  private final Map<String, Integer> listenPorts = new LinkedHashMap<>();
  private final Set<String> firstPackets = new HashSet<>();

  /**
   * Creates checks.
   *
   * @param settings the gateway's settings
   * @param stores creates stores
   * @param packetSources returns the provider of a packet source by its name
   * @param machine the machine
   * @param time the machine's clock
   */
  public Checks(
      GatewaySettings settings,
      ComponentProvider<PeerStore> stores,
      Function<String, ComponentProvider<PacketSource>> packetSources,
      Machine machine,
      TimeSource time) {
    this.settings = settings;
    this.stores = stores;
    this.packetSources = packetSources;
    this.machine = machine;
    this.time = time;
  }

  /**
   * Runs all checks.
   *
   * @return the findings
   */
  public Findings run() {
    clock();
    Capabilities.check(machine, settings.capturesFrames(), findings);
    for (String name : settings.interfaces()) {
      settingsOf(name);
      device(name);
      controlPlane(name);
    }
    samePort();
    packetSource();
    new TransportCheck(settings, Checks::transportSource, findings).check(listenPorts);
    statusAddress();
    settings.operatorTokenFile().ifPresent(this::operatorToken);
    settings.sessionLog().ifPresent(this::sessionLog);
    settings.webhook().ifPresent(this::webhook);
    return findings;
  }

  private void clock() {
    Instant now = time.wallTime();
    if (now.isBefore(BUILT_AFTER)) {
      findings.fail(
          "the clock says " + now + "; set it, because configs and tokens expire according to it");
    } else {
      findings.ok("the clock says " + now);
    }
  }

  /** Checks one interface's settings by building an orchestrator with them. */
  private void settingsOf(String name) {
    try {
      Map<String, String> values = settings.orchestratorSettings(name);
      // Builds an orchestrator that never starts. The builder checks the settings. Closing the
      // orchestrator closes its parts.
      JitOrchestrator.builder(values)
          .store(new AbsentStore())
          .packetSource(new AbsentSource())
          .build()
          .close();
      findings.ok("the settings of " + name + " can be used");
      if (values.getOrDefault("peer-config.permitted-allowed-ips", "").isBlank()) {
        findings.warn(
            "the control plane may give the peers of "
                + name
                + " any address; set peer-config.permitted-allowed-ips to the ranges that are"
                + " meant for them");
      }
      String firstPacket =
          values.getOrDefault(
              "provisioning.first-packet", ProvisioningOptions.defaults().firstPacket().label());
      firstPackets.add(firstPacket);
      findings.ok("the first packet of a new client on " + name + " is handled by " + firstPacket);
    } catch (SettingsException | UncheckedIOException e) {
      findings.fail(sentence(e));
    }
  }

  private void device(String name) {
    try (PeerStore store = settings.storeSettings(name).create(stores)) {
      int port = store.device().listenPort();
      findings.ok("the interface " + name + " is WireGuard and has a private key");
      if (port == 0) {
        findings.fail(
            "the interface "
                + name
                + " listens on no port; set one with \"wg set "
                + name
                + " listen-port 51820\"");
      } else {
        findings.ok("the interface " + name + " listens on port " + port);
        listenPorts.put(name, port);
      }
      up(name);
      claim(name, store);
    } catch (StoreException | SettingsException e) {
      findings.fail(sentence(e));
    } catch (LinkageError e) {
      findings.fail("native code cannot be called from here: " + e.getMessage());
    }
  }

  private void up(String name) {
    if (!settings.storeSettings(name).value("namespace").isEmpty()) {
      findings.warn(
          "the interface " + name + " is in another namespace: whether it is up was not checked");
      return;
    }
    try {
      if (machine.isUp(name)) {
        findings.ok("the interface " + name + " is up");
      } else {
        findings.fail(
            "the interface " + name + " is down; bring it up with \"ip link set " + name + " up\"");
      }
    } catch (IOException e) {
      findings.warn("whether the interface " + name + " is up cannot be told: " + sentence(e));
    }
  }

  private void claim(String name, PeerStore store) {
    try {
      store.claim();
      findings.ok("no other gateway provisions into " + name);
    } catch (StoreException e) {
      findings.fail(sentence(e));
    }
  }

  private void controlPlane(String name) {
    PartSettings part;
    try {
      part = settings.configSourceSettings(name);
    } catch (SettingsException e) {
      return; // The settings check has already reported it.
    }
    // Uses the SPI's class loader, because the thread's class loader may not find the providers.
    for (PeerConfigSourceProvider provider :
        ServiceLoader.load(
            PeerConfigSourceProvider.class, PeerConfigSourceProvider.class.getClassLoader())) {
      if (provider.name().equals(part.name())) {
        try (PeerConfigSource source = part.create(provider)) {
          ControlPlaneCheck.check(name, part.value("base-url"), source, findings);
        } catch (SettingsException e) {
          // The settings check has already reported it.
          return;
        }
      }
    }
  }

  private void samePort() {
    if (listenPorts.values().stream().distinct().count() < listenPorts.size()) {
      findings.fail(
          "interfaces have the same port, so packets cannot be told apart by port: " + listenPorts);
    }
  }

  private void packetSource() {
    if (listenPorts.isEmpty()) {
      findings.warn("the packet source was not tried, because no interface has a port");
      return;
    }
    PartSettings part = settings.packetSourceSettings(listenPorts.values());
    try (PacketSource source = part.create(packetSources.apply(part.name()))) {
      settings.forwardedPorts().requireApart(listenPorts);
      source.listenPorts(Set.copyOf(listenPorts.values()));
      source.start(packet -> packet.complete(PacketOutcome.ALREADY_RESIDENT));
      findings.ok("the packet source " + source.name() + " can be opened");
      if (source instanceof PcapPacketSource pcap) {
        pcap.filterExpression().ifPresent(filter -> findings.ok("its filter is: " + filter));
      }
      if (!source.returnsPackets() && firstPackets.contains(FirstPacketStrategy.REPLAY.label())) {
        findings.warn(
            "the packet source "
                + source.name()
                + " cannot give packets back: the kernel initiates the first handshake of a new"
                + " client instead, which takes a round trip more (docs/first-packet.md)");
      }
    } catch (SettingsException | UncheckedIOException e) {
      findings.fail(sentence(e));
    } catch (LinkageError e) {
      findings.fail("native code cannot be called from here: " + e.getMessage());
    }
    firewall(part);
  }

  private static Optional<TransportSourceProvider> transportSource(String name) {
    for (TransportSourceProvider provider :
        ServiceLoader.load(
            TransportSourceProvider.class, TransportSourceProvider.class.getClassLoader())) {
      if (provider.name().equals(name)) {
        return Optional.of(provider);
      }
    }
    return Optional.empty();
  }

  private void firewall(PartSettings part) {
    FirewallProgram firewall = new FirewallProgram(machine, part.value("namespace"));
    if (part.name().equals("nfqueue")) {
      new QueueCheck(firewall, part.value("queue")).check(findings);
    } else if (part.value("file").isEmpty()) {
      boolean several = settings.interfaces().size() > 1;
      new ForwardCheck(firewall, settings.forwardedPorts(), several).check(listenPorts, findings);
    }
  }

  private void statusAddress() {
    InetSocketAddress address = settings.statusAddress().orElse(null);
    if (address == null) {
      findings.ok("the status page is switched off");
      return;
    }
    String text = Endpoints.text(address);
    try {
      machine.listen(address);
      findings.ok("the status page can be on " + text);
    } catch (IOException e) {
      findings.fail(
          "the status page cannot be on "
              + text
              + ": "
              + sentence(e)
              + "; choose another with --status-address");
    }
  }

  private void operatorToken(Path file) {
    try {
      var unused = SecretFile.readToken(file);
      findings.ok("the status server takes commands with the token in " + file);
    } catch (IOException e) {
      findings.fail("the token for commands cannot be used: " + sentence(e));
    }
  }

  /** Checks the webhook without sending anything. */
  private void webhook(URI receiver) {
    try {
      Webhook.check(receiver, SecretFile.read(settings.webhookSecretFile().orElseThrow()));
      findings.ok("sessions can be reported to " + receiver);
    } catch (IOException | IllegalArgumentException e) {
      findings.fail(
          "gateway.webhook and gateway.webhook-secret-file cannot be used: " + sentence(e));
    }
  }

  /** Checks the session log without writing to it. */
  private void sessionLog(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    boolean writable =
        Files.exists(file)
            ? Files.isRegularFile(file) && Files.isWritable(file)
            : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    if (writable) {
      findings.ok("sessions can be logged to " + file);
    } else {
      findings.fail(
          "sessions cannot be logged to "
              + file
              + ": this user cannot write or create this file; choose another with"
              + " --session-log");
    }
  }

  static String sentence(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}

package io.jitpeers.examples.gateway.settings;

import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A gateway's settings, divided by parts and interfaces. All interfaces share one packet source. A
 * setting whose key begins with {@code interface.NAME.} applies to one interface only. Every other
 * setting applies to all interfaces.
 *
 * <p>Settings of a {@link io.jitpeers.JitOrchestrator} are passed on unchanged, because the
 * orchestrator checks them. Settings under {@code gateway.} belong to this program. Immutable and
 * thread-safe.
 */
public final class GatewaySettings {
  private static final String OWN = "gateway.";
  private static final String PACKET_SOURCE = "packet-source";
  private static final String PEER_STORE = "peer-store";
  private static final String CONFIG_SOURCE = "config-source";
  private static final String OUTBOUND_SOURCE = "outbound-source";
  private static final String STATE_DIRECTORY = "state.directory";
  private static final String TRANSPORT_SOURCE = "transport-source";
  private static final String REPLAY_STORE = "replay-store";
  private static final String REPLAY_FILE = "replay-store.sqlite.file";
  private static final String DRY_RUN = "eviction.dry-run";
  private static final List<String> PACKET_SOURCES = List.of("pcap", "nfqueue");

  private final Map<String, String> common;
  private final InterfaceSettings interfaces;
  private final OwnSettings own;
  private final ForwardedPorts forwardedPorts;
  private final String packetSource;

  private GatewaySettings(Map<String, String> values) {
    own = OwnSettings.of(matching(values, OWN));
    interfaces = InterfaceSettings.of(values, own.interfaces());
    common = new TreeMap<>(values);
    common.keySet().removeIf(key -> key.startsWith(OWN) || InterfaceSettings.isOverride(key));
    packetSource = packetSource(Settings.of(common));
    forwardedPorts =
        ForwardedPorts.of(
            interfaces.names(),
            common.getOrDefault(ForwardedPorts.KEY, ""),
            interfaces.byInterface());
  }

  /**
   * Combines the settings of the file and of the command line. Checks the settings that belong to
   * this program.
   *
   * @param file the settings of the file
   * @param flags the settings of the command line, which override the file
   * @return the settings
   * @throws SettingsException if a setting is missing, wrong or unknown
   */
  public static GatewaySettings of(Map<String, String> file, Map<String, String> flags) {
    Map<String, String> values = ChosenParts.byKind(file);
    values.putAll(ChosenParts.byKind(flags));
    return new GatewaySettings(values);
  }

  private static String packetSource(Settings settings) {
    List<String> named = settings.list(PACKET_SOURCE);
    String name = named.isEmpty() ? PACKET_SOURCES.get(0) : named.get(0);
    if (named.size() > 1 || !PACKET_SOURCES.contains(name)) {
      throw new SettingsException(
          "the setting packet-source must be pcap or nfqueue, not \""
              + String.join(",", named)
              + "\"");
    }
    return name;
  }

  /**
   * Returns the WireGuard interfaces.
   *
   * @return their names, at least one, without duplicates
   */
  public List<String> interfaces() {
    return interfaces.names();
  }

  /**
   * Returns the address of the status page.
   *
   * @return an address, or empty for none
   */
  public Optional<InetSocketAddress> statusAddress() {
    return own.statusAddress();
  }

  /**
   * Returns the file with the token that an operator's commands must have.
   *
   * @return a file, or empty if commands are off
   */
  public Optional<Path> operatorTokenFile() {
    return own.operatorToken();
  }

  /**
   * Returns the log format.
   *
   * @return the format
   */
  public LogFormat logFormat() {
    return own.logFormat();
  }

  /**
   * Returns the session log.
   *
   * @return a file, or empty for none
   */
  public Optional<Path> sessionLog() {
    return own.sessionLog();
  }

  /**
   * Returns the URL of the webhook. A report is sent to this URL when a client connects or
   * disconnects.
   *
   * @return a URL, or empty if there is no webhook
   */
  public Optional<URI> webhook() {
    return own.webhook();
  }

  /**
   * Returns the file with the secret that signs the messages to the webhook.
   *
   * @return a file; present if there is a webhook
   */
  public Optional<Path> webhookSecretFile() {
    return own.webhookSecret();
  }

  /**
   * Returns the packet source's name.
   *
   * @return {@code pcap} or {@code nfqueue}
   */
  public String packetSource() {
    return packetSource;
  }

  /**
   * Returns the ports that this machine's firewall forwards to interfaces.
   *
   * @return the ports that a capture watches besides the listen ports
   */
  public ForwardedPorts forwardedPorts() {
    return forwardedPorts;
  }

  /**
   * Returns the packet source's settings.
   *
   * @param listenPorts the interfaces' listen ports, which are captured if no ports are configured
   * @return the settings of the part
   */
  public PartSettings packetSourceSettings(Collection<Integer> listenPorts) {
    Map<String, String> values = part(common, PACKET_SOURCE);
    if (!forwardedPorts.all().isEmpty()) {
      // The value has the ports of all interfaces. Sources other than pcap refuse this setting.
      values.put(ForwardedPorts.KEY, text(forwardedPorts.all()));
    }
    if (packetSource.equals("pcap")) {
      if (!isSet(values, "packet-source.pcap.file")) {
        setDefault(values, "packet-source.pcap.interface", "any");
      }
      setDefault(values, "packet-source.pcap.ports", text(new TreeSet<>(listenPorts)));
    }
    return new PartSettings(PACKET_SOURCE, packetSource, values);
  }

  private static String text(NavigableSet<Integer> ports) {
    return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * Returns the settings of an interface's peer store.
   *
   * @param interfaceName the interface
   * @return the settings of the part
   * @throws SettingsException if the settings choose a peer store other than the kernel
   */
  public PartSettings storeSettings(String interfaceName) {
    Map<String, String> values = part(valuesOf(interfaceName), PEER_STORE);
    String store = values.getOrDefault(PEER_STORE, "netlink");
    if (!store.equals("netlink")) {
      throw new SettingsException(
          "the setting peer-store must be netlink, as this gateway's peers are in the kernel, not"
              + " \""
              + store
              + "\"");
    }
    values.put("peer-store.netlink.interface", interfaceName);
    return new PartSettings(PEER_STORE, store, values);
  }

  /**
   * Returns the settings of an interface's config source.
   *
   * @param interfaceName the interface
   * @return the settings of the part
   * @throws SettingsException if there is no config source
   */
  public PartSettings configSourceSettings(String interfaceName) {
    Map<String, String> values = part(orchestratorSettings(interfaceName), CONFIG_SOURCE);
    return new PartSettings(CONFIG_SOURCE, values.getOrDefault(CONFIG_SOURCE, ""), values);
  }

  /**
   * Returns the settings of an interface's transport source, which delivers clients' transport data
   * packets.
   *
   * @param interfaceName the interface
   * @return the settings of the part, or empty if there is no such source
   */
  public Optional<PartSettings> transportSettings(String interfaceName) {
    Map<String, String> values = part(valuesOf(interfaceName), TRANSPORT_SOURCE);
    String name = values.getOrDefault(TRANSPORT_SOURCE, "").strip();
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(new PartSettings(TRANSPORT_SOURCE, name, values));
  }

  /**
   * Returns whether frames are captured, which needs CAP_NET_RAW.
   *
   * @return true if the packet source, an outbound source or a transport source captures frames on
   *     an interface
   */
  public boolean capturesFrames() {
    return packetSource.equals("pcap")
        || interfaces().stream().anyMatch(name -> isPcap(valuesOf(name), OUTBOUND_SOURCE))
        || interfaces().stream()
            .flatMap(name -> transportSettings(name).stream())
            .anyMatch(part -> part.name().equals("pcap") && !isLog(part.value("interface")));
  }

  private static boolean isPcap(Map<String, String> values, String kind) {
    return part(values, kind).getOrDefault(kind, "").strip().equals("pcap");
  }

  private static boolean isLog(String interfaceName) {
    return interfaceName.startsWith("nflog:");
  }

  /**
   * Returns the settings of an interface's orchestrator, without those of its packet source and
   * peer store.
   *
   * @param interfaceName the interface
   * @return settings for {@link io.jitpeers.JitOrchestrator#builder(Map)}
   * @throws SettingsException if there is no config source
   */
  public Map<String, String> orchestratorSettings(String interfaceName) {
    Map<String, String> values = valuesOf(interfaceName);
    values.keySet().removeIf(key -> isPart(key, PACKET_SOURCE) || isPart(key, PEER_STORE));
    if (!isSet(values, CONFIG_SOURCE)) {
      if (!isSet(values, "config-source.http.base-url")) {
        throw new SettingsException(
            "no control plane is given for "
                + interfaceName
                + "; use --control-plane URL, or set config-source.http.base-url");
      }
      values.put(CONFIG_SOURCE, "http");
    }
    if (isSet(values, OUTBOUND_SOURCE)) {
      // Outbound packets to a peer are seen on the WireGuard interface itself.
      setDefault(values, "outbound-source.pcap.interface", interfaceName);
    }
    setReplayStore(values, interfaceName);
    return values;
  }

  /**
   * Sets defaults of the replay store. If the settings turn the replay store off, its settings are
   * removed. If there is no state directory, or the settings choose a replay memory, no default is
   * set. In all other cases, the default is an SQLite file in the state directory.
   */
  private static void setReplayStore(Map<String, String> values, String interfaceName) {
    String directory = values.getOrDefault(STATE_DIRECTORY, "").strip();
    if (OwnSettings.OFF.contains(values.getOrDefault(REPLAY_STORE, "").strip())) {
      values.keySet().removeIf(key -> isPart(key, REPLAY_STORE));
    } else if (!directory.isEmpty() && !isSet(values, "replay-memory")) {
      setDefault(values, REPLAY_STORE, "sqlite");
      if (values.getOrDefault(REPLAY_STORE, "").strip().equals("sqlite")) {
        setDefault(values, REPLAY_FILE, directory + "/replay-" + interfaceName + ".sqlite");
      }
    }
  }

  /**
   * Returns the interfaces whose replay memory is lost at a restart. On these interfaces, a
   * recorded handshake is accepted once after a restart.
   *
   * @return the interfaces that have no replay store and use the built-in replay memory; possibly
   *     none
   * @throws SettingsException if there is no config source
   */
  public List<String> forgettingInterfaces() {
    return interfaces().stream()
        .filter(
            name -> {
              Map<String, String> values = orchestratorSettings(name);
              return !isSet(values, REPLAY_STORE) && !isSet(values, "replay-memory");
            })
        .toList();
  }

  /**
   * Returns the longest time that closing an orchestrator may take.
   *
   * @return the maximum of {@code provisioning.close-deadline} over all interfaces
   * @throws SettingsException if one of these settings is not a duration
   */
  public Duration closeDeadline() {
    return interfaces().stream()
        .map(name -> Settings.of(valuesOf(name)).scope("provisioning").duration("close-deadline"))
        .map(set -> set.orElse(ProvisioningOptions.defaults().closeDeadline()))
        .max(Duration::compareTo)
        .orElseThrow();
  }

  /**
   * Returns settings for a dry run: eviction sweeps on all interfaces report which peers they would
   * evict, but evict none.
   *
   * @return a changed copy of these settings
   */
  public GatewaySettings withEvictionDryRun() {
    Map<String, String> values = DryRunSettings.of(common);
    values.put(DRY_RUN, "true");
    values.put(REPLAY_STORE, "off");
    return new GatewaySettings(
        values, interfaces.changed(DryRunSettings::of), own, forwardedPorts, packetSource);
  }

  private GatewaySettings(
      Map<String, String> common,
      InterfaceSettings interfaces,
      OwnSettings own,
      ForwardedPorts forwardedPorts,
      String packetSource) {
    this.common = common;
    this.interfaces = interfaces;
    this.own = own;
    this.forwardedPorts = forwardedPorts;
    this.packetSource = packetSource;
  }

  private Map<String, String> valuesOf(String interfaceName) {
    Map<String, String> values = new TreeMap<>(common);
    values.putAll(interfaces.overrides(interfaceName));
    return values;
  }

  private static boolean isPart(String key, String kind) {
    return key.equals(kind) || key.startsWith(kind + ".");
  }

  private static Map<String, String> part(Map<String, String> values, String kind) {
    Map<String, String> part = new TreeMap<>(values);
    part.keySet().removeIf(key -> !isPart(key, kind));
    return part;
  }

  private static Map<String, String> matching(Map<String, String> values, String prefix) {
    Map<String, String> matching = new TreeMap<>(values);
    matching.keySet().removeIf(key -> !key.startsWith(prefix));
    return matching;
  }

  private static boolean isSet(Map<String, String> values, String key) {
    return !values.getOrDefault(key, "").isBlank();
  }

  private static void setDefault(Map<String, String> values, String key, String value) {
    if (!isSet(values, key)) {
      values.put(key, value);
    }
  }
}

package io.jitpeers.examples.gateway.check;

import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.examples.gateway.settings.PartSettings;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.SettingsException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Checks the transport sources that the settings choose. A transport source delivers clients'
 * transport data packets. Each source stays open until all are checked. So the check fails if the
 * settings give two interfaces the same NFLOG group, which they cannot share. Used once.
 */
final class TransportCheck {
  private final GatewaySettings settings;
  private final Function<String, Optional<? extends ComponentProvider<TransportSource>>> providers;
  private final Findings findings;
  private final Deque<TransportSource> open = new ArrayDeque<>();

  /**
   * Creates a check.
   *
   * @param providers returns the provider that has the given name
   */
  TransportCheck(
      GatewaySettings settings,
      Function<String, Optional<? extends ComponentProvider<TransportSource>>> providers,
      Findings findings) {
    this.settings = settings;
    this.providers = providers;
    this.findings = findings;
  }

  /**
   * Checks the transport sources of the given interfaces.
   *
   * @param listenPorts the listen port of each interface, without the interfaces that have none
   */
  void check(Map<String, Integer> listenPorts) {
    try {
      listenPorts.forEach(
          (name, port) ->
              settings.transportSettings(name).ifPresent(part -> check(name, port, part)));
    } finally {
      open.forEach(TransportSource::close);
    }
  }

  private void check(String name, int port, PartSettings part) {
    ComponentProvider<TransportSource> provider = providers.apply(part.name()).orElse(null);
    if (provider == null) {
      return; // The settings check has already reported it.
    }
    TransportSource source;
    try {
      source = part.create(provider);
    } catch (SettingsException e) {
      return; // The settings check has already reported it.
    }
    open.push(source);
    try {
      source.listenPorts(Set.of(port));
      source.start(packet -> {});
      findings.ok(
          "the source of clients' data of " + name + ", " + source.name() + ", can be opened");
    } catch (UncheckedIOException e) {
      findings.fail(Checks.sentence(e));
    } catch (LinkageError e) {
      findings.fail("native code cannot be called from here: " + e.getMessage());
    }
  }
}

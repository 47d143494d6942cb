package io.jitpeers.micrometer;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Objects;

/** Describes what each meter counts, for registries that publish descriptions. Immutable. */
final class Descriptions {
  private static final Map<String, String> DESCRIPTIONS =
      Map.ofEntries(
          entry(
              "jit.cache.hits",
              "Cached answers that were used: fresh answers, stale answers while the control plane"
                  + " failed, answers that the control plane confirmed, and refusals that were"
                  + " repeated without a lookup."),
          entry("jit.cache.size", "Number of entries in a cache."),
          entry(
              "jit.calls.hanging",
              "Calls of components that have not returned yet, although the watchdog's patience"
                  + " has passed."),
          entry(
              "jit.calls.hung",
              "Calls of components that did not return within the watchdog's patience."),
          entry(
              "jit.calls.slow",
              "Calls of components that took longer than the watchdog's limit for slow calls."),
          entry(
              "jit.clocks.behind",
              "Initiations that were refused because their client's clock is behind."),
          entry("jit.config.source.events", "Events that the config source counts."),
          entry("jit.config.source.size", "Sizes that the config source reports."),
          entry(
              "jit.config.source.state",
              "1 for the state that a part of the config source is in, otherwise 0."),
          entry("jit.control.plane", "1 for the state that the control plane is in, otherwise 0."),
          entry(
              "jit.control.plane.reachable",
              "0 if the latest lookup was not answered, otherwise 1."),
          entry(
              "jit.device.changes",
              "How often the WireGuard device was created anew or changed its key."),
          entry(
              "jit.events.dropped", "Events that were dropped because listeners did not keep up."),
          entry("jit.events.queued", "Events that wait for listeners."),
          entry("jit.evictions", "Evicted peers."),
          entry(
              "jit.evictions.policy",
              "Peers that the embedding program's own policies evicted, by the policy's label for"
                  + " the cause."),
          entry(
              "jit.first.packets", "Installed peers, by how their clients got their first answer."),
          entry(
              "jit.fleet.arrivals",
              "Clients that moved to this gateway from other gateways of the fleet."),
          entry("jit.fleet.asked", "Initiations that waited for an answer of the fleet's engine."),
          entry(
              "jit.fleet.claims.waiting",
              "Peers whose location the fleet's directory has not recorded yet."),
          entry(
              "jit.fleet.dropped",
              "Keys whose changed replay data was dropped because too many keys waited for the fleet's"
                  + " engine."),
          entry(
              "jit.fleet.located",
              "Peers whose location is this gateway, according to the fleet's directory."),
          entry(
              "jit.fleet.reachable",
              "1 if the fleet's engine answers or there is no fleet, otherwise 0."),
          entry(
              "jit.fleet.refused",
              "Initiations that this gateway's own replay memory accepted but the fleet's engine"
                  + " refused."),
          entry(
              "jit.fleet.unanswered",
              "Initiations about which the fleet's engine did not answer in time."),
          entry(
              "jit.fleet.waiting",
              "Keys whose changed replay data the fleet's engine has not accepted yet."),
          entry("jit.health", "1 for the state that the gateway's health is in, otherwise 0."),
          entry("jit.health.problem", "1 while the gateway has this problem, otherwise 0."),
          entry("jit.hints", "Hints from the control plane that a peer may have changed."),
          entry(
              "jit.journal.dropped",
              "Changes of the journal of installed peers that were dropped because too many"
                  + " changes waited for the disk."),
          entry(
              "jit.journal.failures",
              "How often the journal of installed peers could not be read or written."),
          entry(
              "jit.listener.failures",
              "Failures of listeners, observers, the tracer, packet sources, clocks or the flight"
                  + " recorder, or of the stages that wake or recover peers."),
          entry("jit.lookups", "Lookups that were passed to the config source."),
          entry("jit.lookups.in.flight", "Lookups that the config source is doing now."),
          entry(
              "jit.lookups.pace",
              "The maximum number of lookups that are started per second; 0 if there is no limit."),
          entry(
              "jit.lookups.postponed",
              "Lookups that the control plane postponed, for example with 429 Too Many Requests."),
          entry("jit.lookups.waiting", "Lookups that wait for their turn."),
          entry("jit.packets", "Completed packets, by outcome."),
          entry("jit.packets.received", "Packets that the packet sources delivered."),
          entry("jit.peers.adopted", "Peers that were found on the device and adopted."),
          entry(
              "jit.peers.connected",
              "Resident peers whose clients have a session, as of the latest listing."),
          entry(
              "jit.peers.installed.again",
              "Resident peers that were installed again because the device did not answer their"
                  + " clients."),
          entry("jit.peers.lost", "Resident peers that another program removed from the device."),
          entry("jit.peers.pending", "Peers that are being provisioned."),
          entry("jit.peers.resident", "Peers on the WireGuard device."),
          entry("jit.queue.size", "Packets that wait to be opened (decrypted)."),
          entry(
              "jit.recoveries",
              "Data packets from senders without a resident peer, by the outcome of the recovery."),
          entry("jit.replay.forgotten", "Keys that the replay memory forgot because it was full."),
          entry(
              "jit.replay.store.behind",
              "Changes of the replay memory that are not written to its store yet."),
          entry(
              "jit.replay.store.damages",
              "How often the store of the replay memory found damaged or lost data."),
          entry(
              "jit.replay.store.failures",
              "Groups of changes that could not be written to the store of the replay memory."),
          entry(
              "jit.replay.store.healthy",
              "1 if the replay memory has no store, or if its store takes changes; otherwise 0."),
          entry(
              "jit.replay.store.oldest",
              "Age of the oldest change of the replay memory that is not written to its store"
                  + " yet."),
          entry(
              "jit.replay.store.written",
              "Changes that were written to the store of the replay memory."),
          entry(
              "jit.revalidation.brake",
              "1 while the brake, which delays evictions, is engaged because the control plane's"
                  + " answers called for too many evictions; otherwise 0."),
          entry(
              "jit.revalidation.held",
              "Peers that the brake now keeps on the device, although the control plane's answers"
                  + " called for their eviction."),
          entry(
              "jit.revalidation.overdue",
              "Time since the answer about the most overdue resident peer ceased to be fresh."),
          entry("jit.revalidation.refused", "Resident peers whose latest config breaks a rule."),
          entry("jit.revalidations", "Repeated lookups of resident peers, and their results."),
          entry(
              "jit.source.packets",
              "Packets of a source: received, dropped by the kernel, or dropped by the source"
                  + " itself."),
          entry("jit.stage", "Time that initiations spend in a stage."),
          entry(
              "jit.stage.times.dropped",
              "Measured times of stages that were dropped because observers did not keep up."),
          entry(
              "jit.stages.hanging",
              "Threads of the gateway's own stages that have work but have made no progress for the"
                  + " watchdog's patience, plus stages whose waiting work no thread has taken for"
                  + " this time."),
          entry(
              "jit.stages.hung",
              "How often a stage hung. A stage hangs if one of its threads has work but makes no"
                  + " progress for the watchdog's patience, or if no thread takes the stage's"
                  + " waiting work for this time."),
          entry(
              "jit.statistics.timestamp",
              "When the gateway's statistics were read, in seconds since 1970."),
          entry("jit.store.failures", "Peers that could not be installed, changed or removed."),
          entry(
              "jit.store.initiation.failures",
              "Installed peers with which the data plane could not initiate a handshake."),
          entry("jit.sweeps", "Sweeps that ended with a report, dry runs included."),
          entry("jit.sweeps.failed", "Sweeps that failed."),
          entry("jit.timestamp.resets", "How often the timestamps of a key were reset."),
          entry(
              "jit.traces.dropped",
              "Provisionings that were not traced because the tracer did not keep up or too many"
                  + " traces were open."),
          entry(
              "jit.traffic.bytes",
              "Bytes received from and sent to all peers, as of the latest listing."),
          entry(
              "jit.wakeups",
              "Packets from the private side (from behind the gateway to clients), by outcome of"
                  + " the wake-up."),
          entry("jit.wakeups.remembered", "Peers that a packet from the private side can wake."),
          entry(
              "jit.x25519",
              "Always 1; the tag names the implementation of X25519, with which initiations are"
                  + " opened."));

  private Descriptions() {}

  /**
   * Returns the description of a meter.
   *
   * @param name the meter's name
   * @throws NullPointerException if the meter has no description
   */
  static String of(String name) {
    return Objects.requireNonNull(DESCRIPTIONS.get(name), name);
  }
}

package io.jitpeers;

import io.jitpeers.event.JitListener;
import io.jitpeers.event.StageObserver;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.Pipeline;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.statistics.JitHealth;
import io.jitpeers.statistics.JitSnapshot;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.wireguard.PublicKey;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Provisions WireGuard peers just in time: takes handshake initiations from packet sources, finds
 * out who sent them, pulls the peers' configs, installs them in a store, and evicts what is idle.
 *
 * <p>Created by {@link #builder} or from settings, started once, closed once. Thread-safe. It owns
 * its components: closing it closes its packet sources, config source and store, and leaves the
 * peers on the device as they are. Its threads are daemons: they do not keep a program running.
 *
 * <p>It logs one line when it has started, with its components, and one when it has ended.
 */
public final class JitOrchestrator implements AutoCloseable {
  private final Pipeline pipeline;
  private final LifeLog life;

  JitOrchestrator(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.life = new LifeLog(pipeline.config(), pipeline::statistics);
  }

  /** {@return a new builder, with the defaults of every option and no components} */
  public static JitOrchestratorBuilder builder() {
    return new JitOrchestratorBuilder();
  }

  /**
   * Returns a builder with the components and options that settings name. Components are created by
   * the providers that {@link java.util.ServiceLoader} finds. What settings do not name, such as a
   * {@link io.jitpeers.source.DirectPacketSource}, is given to the builder.
   *
   * @param settings flat keys and values, as the settings reference lists them
   * @return a new builder
   * @throws SettingsException if a setting is missing, wrong, ambiguous or unknown
   * @throws java.io.UncheckedIOException if a component cannot be created, such as a source whose
   *     port is taken; the components created before it are closed
   */
  public static JitOrchestratorBuilder builder(Map<String, String> settings) {
    return new JitOrchestratorBuilder().settings(Settings.of(settings));
  }

  /**
   * Claims the device, reads it and its peers, and starts to take packets and to sweep. Blocks
   * until the device has been listed. If it fails, every component is closed, except sources that
   * another orchestrator uses, which stay open.
   *
   * @throws StoreException if another gateway has claimed the device, or it cannot be read
   * @throws java.io.UncheckedIOException if a packet source cannot start, or the state directory
   *     cannot be used; the message says what to do
   * @throws IllegalStateException if it was already started, was closed, is closed while it starts,
   *     or was given a source that another orchestrator uses; the message says which
   */
  public void start() throws StoreException {
    pipeline.start();
    life.started(pipeline.device());
  }

  /**
   * Returns whether it was started and not closed since. While {@link #start} reads the device it
   * is not running yet.
   *
   * @return true if it takes packets
   */
  public boolean isRunning() {
    return pipeline.isRunning();
  }

  /**
   * Returns the device as it was read last. Does not block, and does not read the device.
   *
   * @return the device, or empty if it was never read
   */
  public Optional<DeviceStatus> device() {
    return pipeline.device();
  }

  /** {@return the provisioning options that it was built with} */
  public ProvisioningOptions provisioningOptions() {
    return pipeline.config().provisioningOptions();
  }

  /**
   * Returns whether clients are served, and what is wrong. Judges by counters and by the device as
   * it was read last; does not block and has no side effects.
   *
   * @return the health as of now
   */
  public JitHealth health() {
    return pipeline.health();
  }

  /**
   * Returns counters and sizes. Has no side effects, and costs the same whatever the size of the
   * hot set. A packet source may read a small file of the kernel's for its own counters.
   *
   * @return the statistics as of now
   */
  public JitStatistics statistics() {
    return pipeline.statistics();
  }

  /**
   * Returns counters and the whole hot set. Has no side effects.
   *
   * @return a snapshot as of now
   */
  public JitSnapshot snapshot() {
    return new JitSnapshot(pipeline.statistics(), pipeline.hotSet().view());
  }

  /**
   * Returns one peer of the hot set. Has no side effects.
   *
   * @param key the peer
   * @return the peer, or empty if it is not resident
   */
  public Optional<ResidentPeer> find(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.hotSet().find(key);
  }

  /**
   * Adds a listener, also while running. It is called on a thread where nothing of the gateway
   * waits for it.
   *
   * @param listener receives events from now on
   */
  public void addListener(JitListener listener) {
    Objects.requireNonNull(listener, "listener");
    pipeline.events().addListener(listener);
  }

  /**
   * Removes a listener. It may still be called with events that happened before. Does nothing if
   * there is no such listener; of one that was added several times, one is removed.
   *
   * @param listener the same object that was added
   */
  public void removeListener(JitListener listener) {
    Objects.requireNonNull(listener, "listener");
    pipeline.events().removeListener(listener);
  }

  /**
   * Adds an observer of stage times, also while running.
   *
   * @param observer receives the times that stages take from now on
   */
  public void addStageObserver(StageObserver observer) {
    Objects.requireNonNull(observer, "observer");
    pipeline.events().addObserver(observer);
  }

  /**
   * Removes an observer of stage times. It may still be called with times that were measured
   * before. Does nothing if there is no such observer; of one that was added several times, one is
   * removed.
   *
   * @param observer the same object that was added
   */
  public void removeStageObserver(StageObserver observer) {
    Objects.requireNonNull(observer, "observer");
    pipeline.events().removeObserver(observer);
  }

  /**
   * Sweeps now, in addition to the schedule, also while paused. Returns at once.
   *
   * @return completes with the sweep's report; exceptionally with an {@link IllegalStateException}
   *     if the orchestrator was not started yet or was closed, or with what made the sweep fail
   */
  public CompletableFuture<SweepReport> evictNow() {
    return pipeline.operations().sweep(false);
  }

  /**
   * Sweeps now without evicting anything. Returns at once.
   *
   * @return completes with what a sweep would have done, or exceptionally as {@link #evictNow} does
   */
  public CompletableFuture<SweepReport> evictDryRun() {
    return pipeline.operations().sweep(true);
  }

  /**
   * Stops sweeps until {@link #resumeEviction}, both scheduled ones and those that a full device or
   * an unconfirmed peer would bring forward. {@link #evictNow} still sweeps. Peers whose configs
   * expire, or that the control plane no longer knows, are still evicted.
   */
  public void pauseEviction() {
    pipeline.operations().pauseEviction();
  }

  /** Lets sweeps run again. */
  public void resumeEviction() {
    pipeline.operations().resumeEviction();
  }

  /**
   * Removes a peer now, whatever would protect it from a sweep. Its session is lost; its next
   * handshake brings it back. Returns at once.
   *
   * @param key the peer
   * @return completes with whether it was resident; exceptionally with a {@link StoreException} if
   *     it could not be removed or the orchestrator is closed, or with an {@link
   *     IllegalStateException} if the orchestrator was not started
   */
  public CompletableFuture<Boolean> evict(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.operations().evict(key);
  }

  /**
   * Revokes a peer, as when the control plane says that it is no longer permitted: forgets its
   * cached answers, gives up provisioning it if that is under way, and removes it from the device.
   * Its next handshake asks the control plane again. Returns at once.
   *
   * @param key the peer
   * @return completes as that of {@link #evict} does
   */
  public CompletableFuture<Boolean> revoke(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.operations().revoke(key);
  }

  /**
   * Evicts the peers that the brake holds, as the control plane asked. To be called when a person
   * has confirmed that so many peers are no longer wanted at once. Returns at once; does nothing if
   * the brake holds no peers.
   *
   * @return how many peers are evicted
   */
  public int releaseBrake() {
    return pipeline.operations().releaseBrake();
  }

  /**
   * Lets a client in again whose clock fell back, as that of a device without a battery does: takes
   * its peer off the device, which remembers the newest timestamp as the replay memory does, and
   * lets the key's timestamps start anew. Its very next initiation is accepted, whatever its
   * timestamp. Somebody else's peer, which the control plane does not give back, stays on the
   * device. Returns at once.
   *
   * <p>What is refused afterwards: every initiation that is remembered as accepted before, and
   * whatever does not follow the client's new clock, unless it is newer than all of before. What
   * gets in: a recording of an initiation that was accepted so long ago ({@link
   * io.jitpeers.options.ReplayOptions#seenSize}), or before a restart without a {@link
   * io.jitpeers.spi.ReplayStore} or before the client's first install of all and a restart, that it
   * is not remembered any more, if it arrives before the client's own next initiation.
   *
   * @param key the peer
   * @return completes with whether a timestamp of the key was remembered; exceptionally with a
   *     {@link StoreException} if the peer could not be removed from the device, in which case
   *     nothing is forgotten, with the replay memory's failure, or with an {@link
   *     IllegalStateException} if the orchestrator was not started
   */
  public CompletableFuture<Boolean> forgetTimestamp(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.operations().forgetTimestamp(key);
  }

  /**
   * Protects a peer from being evicted by sweeps, whether or not it is resident yet. {@link #evict}
   * and {@link #revoke} still remove it, and so does a control plane that no longer knows it.
   *
   * @param key the peer
   */
  public void pin(PublicKey key) {
    Objects.requireNonNull(key, "key");
    pipeline.hotSet().pin(key);
  }

  /**
   * Undoes {@link #pin}. Without one it does nothing.
   *
   * @param key the peer
   */
  public void unpin(PublicKey key) {
    Objects.requireNonNull(key, "key");
    pipeline.hotSet().unpin(key);
  }

  /**
   * Stops taking packets, waits a bounded time for peers that are being provisioned, fails the
   * rest, completes every packet, and waits a bounded time for listeners. The peers on the device
   * stay. Blocks until done; a second call only waits for the first. A start under way fails, and
   * this waits up to 5 s for that.
   *
   * <p>A listener, or other code that the orchestrator calls, may close it too. Nothing waits for
   * that code then: peers that are being provisioned fail at once, listeners receive the remaining
   * events afterwards, and if another thread is closing the orchestrator, this returns at once.
   */
  @Override
  public void close() {
    if (pipeline.closeOnce()) {
      life.ended();
    }
  }
}

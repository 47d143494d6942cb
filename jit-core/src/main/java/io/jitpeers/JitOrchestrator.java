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
 * <p>Made by {@link #builder} or from settings, started once, closed once. Thread-safe. It owns
 * what it was given: closing it closes its packet sources, config source and store, and leaves the
 * peers on the device as they are. Its threads are daemons: they do not keep a program running.
 */
public final class JitOrchestrator implements AutoCloseable {
  private final Pipeline pipeline;

  JitOrchestrator(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** {@return a new builder, with the defaults of every option and no components} */
  public static JitOrchestratorBuilder builder() {
    return new JitOrchestratorBuilder();
  }

  /**
   * Starts with the components and options that settings name, made by the providers that {@link
   * java.util.ServiceLoader} finds. What settings do not name is given to the builder, such as a
   * {@link io.jitpeers.source.DirectPacketSource}.
   *
   * @param settings flat keys and values, as the settings reference lists them
   * @return a new builder
   * @throws SettingsException if a setting is missing, wrong, ambiguous or unknown
   * @throws java.io.UncheckedIOException if a component cannot be made, such as a source whose port
   *     is taken; what was made before is closed
   */
  public static JitOrchestratorBuilder builder(Map<String, String> settings) {
    return new JitOrchestratorBuilder().settings(Settings.of(settings));
  }

  /**
   * Claims the device, reads it and its peers, and starts to take packets and to sweep. Blocks
   * until the device has been listed. If it fails, everything is closed, but for sources that
   * another orchestrator uses, which go on.
   *
   * @throws StoreException if another gateway has claimed the device, or it cannot be read
   * @throws java.io.UncheckedIOException if a packet source cannot start, or the state directory
   *     cannot be used; the message says what to do
   * @throws IllegalStateException if it was started or closed before, is closed while it starts, or
   *     was given a source that another orchestrator uses
   */
  public void start() throws StoreException {
    pipeline.start();
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
   * Tells what is known of the device. Does not block: nothing is read.
   *
   * @return the device as it was read last, or empty if it never was
   */
  public Optional<DeviceStatus> device() {
    return pipeline.device();
  }

  /** {@return the bounds that it was built with} */
  public ProvisioningOptions provisioningOptions() {
    return pipeline.provisioningOptions();
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
   * Looks one peer up in the hot set. Has no side effects.
   *
   * @param key the peer
   * @return what is known of it, or empty if it is not resident
   */
  public Optional<ResidentPeer> find(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.hotSet().find(key);
  }

  /**
   * Adds a listener, also while running. It is told on a thread where nothing of the gateway waits
   * for it.
   *
   * @param listener is told what happens from now on
   */
  public void addListener(JitListener listener) {
    Objects.requireNonNull(listener, "listener");
    pipeline.events().addListener(listener);
  }

  /**
   * Adds an observer of stage times, also while running.
   *
   * @param observer is told how long stages take from now on
   */
  public void addStageObserver(StageObserver observer) {
    Objects.requireNonNull(observer, "observer");
    pipeline.events().addObserver(observer);
  }

  /**
   * Sweeps now, in addition to the schedule, also while paused. Returns at once.
   *
   * @return completes with the sweep's report, or exceptionally if the sweep failed or the
   *     orchestrator was closed
   */
  public CompletableFuture<SweepReport> evictNow() {
    return pipeline.cron().runNow(false);
  }

  /**
   * Sweeps now without evicting anything. Returns at once.
   *
   * @return completes with what a sweep would have done
   */
  public CompletableFuture<SweepReport> evictDryRun() {
    return pipeline.cron().runNow(true);
  }

  /**
   * Keeps sweeps from running until {@link #resumeEviction}, but for those that {@link #evictNow}
   * asks for: scheduled ones, and ones that a full device or an unconfirmed peer would bring
   * forward. Peers whose configs expire, or that the control plane no longer knows, leave all the
   * same.
   */
  public void pauseEviction() {
    pipeline.cron().pause();
  }

  /** Lets sweeps run again. */
  public void resumeEviction() {
    pipeline.cron().resume();
  }

  /**
   * Removes a peer now, whatever would protect it from a sweep. Its session is lost; its next
   * handshake brings it back. Returns at once.
   *
   * @param key the peer
   * @return completes with whether it was resident, or exceptionally with a {@link StoreException}
   */
  public CompletableFuture<Boolean> evict(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.evict(key);
  }

  /**
   * Takes a peer back, as when the control plane says that it is no longer welcome: forgets what is
   * cached of it, gives up a provisioning under way, and removes it from the device. Its next
   * handshake asks the control plane anew. Returns at once.
   *
   * @param key the peer
   * @return completes with whether it was resident, or exceptionally with a {@link StoreException}
   */
  public CompletableFuture<Boolean> revoke(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.revoke(key);
  }

  /**
   * Believes what the control plane said of the peers that the brake holds: they are evicted now.
   * To be called when somebody has seen that it is right that so many peers are no longer wanted at
   * once. Returns at once; without a brake that holds peers it does nothing.
   *
   * @return how many peers are evicted
   */
  public int releaseBrake() {
    return pipeline.releaseBrake();
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
   *     {@link StoreException} if the peer could not be taken off the device, in which case nothing
   *     is forgotten, or with the replay memory's failure
   */
  public CompletableFuture<Boolean> forgetTimestamp(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.forgetTimestamp(key);
  }

  /**
   * Keeps a peer from being evicted by sweeps, whether or not it is resident yet. It can still be
   * evicted or revoked by name, and by the control plane, which no longer knows it.
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
   * Stops taking packets, waits a bounded time for peers on their way in, fails the rest, completes
   * every packet, and waits a bounded time until listeners were told. The peers on the device stay.
   * Blocks until done; closing again does nothing but wait for the first to be done. While it
   * starts, the start fails, and this waits for that, 5 s at the most.
   *
   * <p>A listener, or other code that the orchestrator calls, may close it too. Nothing waits for
   * that code then: peers on their way in fail at once, what waits for listeners is told after
   * that, and if another thread is closing the orchestrator, this returns at once.
   */
  @Override
  public void close() {
    pipeline.close();
  }
}

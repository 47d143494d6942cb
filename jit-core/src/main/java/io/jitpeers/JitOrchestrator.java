package io.jitpeers;

import io.jitpeers.event.JitListener;
import io.jitpeers.event.StageObserver;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.explain.PeerExplanation;
import io.jitpeers.internal.Pipeline;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.statistics.JitHealth;
import io.jitpeers.statistics.JitSnapshot;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.trace.ProvisioningTracer;
import io.jitpeers.wireguard.PublicKey;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Provisions WireGuard peers just in time. An orchestrator takes handshake initiations from packet
 * sources and identifies their senders. It pulls the peers' configs from a control plane, installs
 * the peers in a store, and evicts idle peers in regular sweeps. A peer that is installed is called
 * resident. All resident peers together are the hot set.
 *
 * <p>An orchestrator is built with {@link #builder()} or from settings, started once, and closed
 * once. Thread-safe. The orchestrator owns its sources, its store and its replay memory, and closes
 * them when it is closed. Closing leaves the peers on the device as they are. The orchestrator's
 * threads are daemon threads, so they do not keep a program running.
 *
 * <p>The orchestrator logs one line with its components when it has started, and one line when it
 * has been closed. A program or machine that runs an orchestrator is called a gateway.
 */
public final class JitOrchestrator implements AutoCloseable {
  private final Pipeline pipeline;
  private final LifeLog life;

  JitOrchestrator(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.life = new LifeLog(pipeline.config(), pipeline.statistics());
  }

  /** {@return a new builder, with the default of every option and without components} */
  public static JitOrchestratorBuilder builder() {
    return new JitOrchestratorBuilder();
  }

  /**
   * Returns a builder with the components and options that the given settings name. Components are
   * created by the providers that {@link java.util.ServiceLoader} finds. The application then sets
   * components that have no setting, such as a {@link io.jitpeers.source.DirectPacketSource}, on
   * the builder.
   *
   * @param settings flat keys and values, as listed in the settings reference
   * @return a new builder
   * @throws SettingsException if a setting is missing, wrong, ambiguous or unknown
   * @throws java.io.UncheckedIOException if a component cannot be created, for example because a
   *     packet source's port is taken; the components that were created before are closed
   */
  public static JitOrchestratorBuilder builder(Map<String, String> settings) {
    return new JitOrchestratorBuilder().settings(Settings.of(settings));
  }

  /**
   * Claims the device, so that no other gateway provisions peers on it. Reads the device and its
   * peers, and starts to take packets and to sweep. Blocks until the device has been listed. If the
   * start fails, every component is closed, except sources that another orchestrator uses, which
   * stay open.
   *
   * @throws StoreException if another gateway has claimed the device, or if the device cannot be
   *     read
   * @throws java.io.UncheckedIOException if a packet source cannot start, or the state directory
   *     cannot be used; the message says what to do
   * @throws IllegalStateException if the orchestrator was already started, was closed, is closed
   *     while it starts, or has a source that another orchestrator uses; the message says which of
   *     these applies
   */
  public void start() throws StoreException {
    pipeline.start();
    life.started(pipeline.device());
  }

  /**
   * Returns whether the orchestrator is running: it has started, and has not been closed. It is not
   * running yet while {@link #start} reads the device.
   *
   * @return true if it takes packets
   */
  public boolean isRunning() {
    return pipeline.isRunning();
  }

  /**
   * Returns the device's state as the orchestrator last read it. Does not block, and does not read
   * the device again.
   *
   * @return the device's state, or empty if the device was never read
   */
  public Optional<DeviceStatus> device() {
    return pipeline.device();
  }

  /** {@return the provisioning options that the orchestrator was built with} */
  public ProvisioningOptions provisioningOptions() {
    return pipeline.config().provisioningOptions();
  }

  /**
   * Returns whether clients are served, and which problems there are. The health is derived from
   * counters and from the latest reading of the device. Does not block and has no side effects.
   *
   * @return the health as of now
   */
  public JitHealth health() {
    return pipeline.health();
  }

  /**
   * Returns counters and sizes. Has no side effects, and costs the same whatever the size of the
   * hot set. A packet source may read a small file of the kernel to get its own counters.
   *
   * @return the statistics as of now
   */
  public JitStatistics statistics() {
    return pipeline.statistics().read();
  }

  /**
   * Returns counters and the whole hot set. Has no side effects.
   *
   * @return a snapshot as of now
   */
  public JitSnapshot snapshot() {
    return new JitSnapshot(pipeline.statistics().read(), pipeline.hotSet().view());
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
   * Explains why a peer can or cannot connect: whether it is resident, how its latest initiations
   * ended, what the control plane answered, and what would happen to its next initiation. Sends no
   * request, does not block and has no side effects.
   *
   * <p>If the orchestrator was not started yet or was closed, {@link PeerExplanation#next} says so.
   * The explanation still contains everything that the orchestrator knows.
   *
   * @param key the peer's key; the orchestrator need not know it
   * @return the explanation as of now
   */
  public PeerExplanation explain(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.operations().explain(key);
  }

  /**
   * Adds a listener. The orchestrator may already be running. By default, all listeners are called
   * on one separate thread, and the orchestrator does not wait for them.
   *
   * @param listener receives events from now on
   */
  public void addListener(JitListener listener) {
    Objects.requireNonNull(listener, "listener");
    pipeline.events().addListener(listener);
  }

  /**
   * Removes a listener. The listener may still be called with events that happened before the
   * removal. Does nothing if the listener was not added. If the listener was added several times,
   * removes one registration.
   *
   * @param listener the same object that was added
   */
  public void removeListener(JitListener listener) {
    Objects.requireNonNull(listener, "listener");
    pipeline.events().removeListener(listener);
  }

  /**
   * Adds an observer of stage times. The orchestrator may already be running.
   *
   * @param observer receives the times that stages take from now on
   */
  public void addStageObserver(StageObserver observer) {
    Objects.requireNonNull(observer, "observer");
    pipeline.events().addObserver(observer);
  }

  /**
   * Removes an observer of stage times. The observer may still be called with times that were
   * measured before the removal. Does nothing if the observer was not added. If the observer was
   * added several times, removes one registration.
   *
   * @param observer the same object that was added
   */
  public void removeStageObserver(StageObserver observer) {
    Objects.requireNonNull(observer, "observer");
    pipeline.events().removeObserver(observer);
  }

  /**
   * Sets the tracer of provisionings. The orchestrator may already be running. There is at most one
   * tracer, because a request to the control plane has one trace context.
   *
   * @param tracer traces the provisionings that begin from now on
   * @throws IllegalStateException if the orchestrator has a tracer or was closed
   */
  public void addTracer(ProvisioningTracer tracer) {
    Objects.requireNonNull(tracer, "tracer");
    pipeline.events().tracers().add(tracer);
  }

  /**
   * Removes the tracer. After this method has returned, the tracer is not called any more, not even
   * for provisionings that it was tracing. A call that began earlier may still be running. Does
   * nothing if the given tracer is not the orchestrator's tracer.
   *
   * @param tracer the same object that was added
   */
  public void removeTracer(ProvisioningTracer tracer) {
    Objects.requireNonNull(tracer, "tracer");
    pipeline.events().tracers().remove(tracer);
  }

  /**
   * Starts a sweep now, in addition to the schedule, even if eviction is paused. Returns at once.
   *
   * @return a future that completes with the sweep's report. It completes exceptionally with an
   *     {@link IllegalStateException} if the orchestrator was not started yet or was closed, or
   *     with the exception that made the sweep fail
   */
  public CompletableFuture<SweepReport> evictNow() {
    return pipeline.operations().sweep(false);
  }

  /**
   * Starts a dry run: a sweep that evicts no peers and only reports. Returns at once.
   *
   * @return a future that completes with a report of what a sweep would have done. It completes
   *     exceptionally in the same cases as the future of {@link #evictNow}
   */
  public CompletableFuture<SweepReport> evictDryRun() {
    return pipeline.operations().sweep(true);
  }

  /**
   * Stops sweeps until {@link #resumeEviction} is called. This includes the sweeps outside the
   * schedule, which start because the device is full or because a peer completed no handshake in
   * time. {@link #evictNow} still sweeps. Peers whose configs expire, or that the control plane no
   * longer knows, are still evicted.
   */
  public void pauseEviction() {
    pipeline.operations().pauseEviction();
  }

  /** Lets sweeps run again. Undoes {@link #pauseEviction}. */
  public void resumeEviction() {
    pipeline.operations().resumeEviction();
  }

  /**
   * Removes a peer now, even if it is protected from sweeps. The peer's session is lost, and the
   * client's next initiation installs the peer again. Returns at once.
   *
   * @param key the peer
   * @return a future that completes with true if the peer was resident, otherwise with false. It
   *     completes exceptionally with a {@link StoreException} if the peer could not be removed or
   *     the orchestrator is closed, or with an {@link IllegalStateException} if the orchestrator
   *     was not started
   */
  public CompletableFuture<Boolean> evict(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.operations().evict(key);
  }

  /**
   * Revokes a peer, which has the same effect as a revocation by the control plane. Forgets the
   * peer's cached answers, aborts the peer's provisioning if it is under way, and removes the peer
   * from the device. The client's next initiation causes a new lookup in the control plane. Returns
   * at once.
   *
   * @param key the peer
   * @return a future that completes in the same way as the future of {@link #evict}
   */
  public CompletableFuture<Boolean> revoke(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.operations().revoke(key);
  }

  /**
   * Evicts the peers that the brake ({@link io.jitpeers.options.RevalidationOptions#brakeShare})
   * keeps on the device. Call this method after a person has confirmed that these peers are indeed
   * to be evicted. Returns at once; does nothing if the brake keeps no peers.
   *
   * @return how many peers are evicted
   */
  public int releaseBrake() {
    return pipeline.operations().releaseBrake();
  }

  /**
   * Resets the remembered timestamps of a client whose clock fell back, for example because the
   * clock has no battery. The client's next initiation is then accepted, whatever its timestamp.
   * Also removes the peer from the device, because the device remembers the newest timestamp, too.
   * A peer that another program installed stays on the device, because the control plane could not
   * bring it back. Returns at once.
   *
   * <p>After the first initiation since the reset, the orchestrator accepts a timestamp that meets
   * one of two conditions. Either the timestamp is newer than all timestamps that the orchestrator
   * accepted before the reset. Or it is newer than the timestamp that the orchestrator accepted
   * last, and the two timestamps differ by at most the time that has passed since then, plus 10
   * minutes. An initiation that the orchestrator remembers as accepted is always refused.
   *
   * <p>One risk remains: someone may send a recorded initiation before the client sends its next
   * initiation. The orchestrator accepts the recording if it does not remember the recorded
   * initiation. It remembers only the initiations that it accepted most recently ({@link
   * io.jitpeers.options.ReplayOptions#seenSize}). After a restart without a {@link
   * io.jitpeers.spi.ReplayStore}, the orchestrator remembers no initiations. After a restart with a
   * {@link io.jitpeers.spi.ReplayStore}, it has forgotten the initiations that a new client sent in
   * vain before its peer was installed for the first time, for example while the control plane was
   * unreachable.
   *
   * @param key the peer
   * @return a future that completes with true if a timestamp of the key was remembered, otherwise
   *     with false. It completes exceptionally with a {@link StoreException} if the peer could not
   *     be removed from the device, in which case nothing is forgotten. It also completes
   *     exceptionally with the failure of the replay memory, or with an {@link
   *     IllegalStateException} if the orchestrator was not started yet or was closed
   */
  public CompletableFuture<Boolean> forgetTimestamp(PublicKey key) {
    Objects.requireNonNull(key, "key");
    return pipeline.operations().forgetTimestamp(key);
  }

  /**
   * Protects a peer from eviction by sweeps, whether or not it is resident yet. {@link #evict} and
   * {@link #revoke} still remove the peer. The peer is also removed if the control plane no longer
   * knows it.
   *
   * @param key the peer
   */
  public void pin(PublicKey key) {
    Objects.requireNonNull(key, "key");
    pipeline.hotSet().pins().add(key);
  }

  /**
   * Undoes {@link #pin}. Does nothing if the peer is not pinned.
   *
   * @param key the peer
   */
  public void unpin(PublicKey key) {
    Objects.requireNonNull(key, "key");
    pipeline.hotSet().pins().remove(key);
  }

  /**
   * Stops taking packets and waits a bounded time for provisionings in progress. Provisionings that
   * are not complete by then fail. Completes every packet that a source has delivered, and waits a
   * bounded time for listeners to receive the remaining events. The peers on the device stay.
   * Blocks until done. If another thread is already closing the orchestrator, this method only
   * waits until that thread is done. If {@link #start} is running on another thread, the start
   * fails, and this method waits up to 5 s for the start to end.
   *
   * <p>A listener, or other code that the orchestrator calls, may also call this method. Such a
   * call must not wait for the orchestrator's work, because it is part of that work. So
   * provisionings in progress fail at once, and listeners receive the remaining events after the
   * call has returned. If another thread is already closing the orchestrator, or {@link #start} is
   * running, such a call returns at once.
   */
  @Override
  public void close() {
    if (pipeline.closeOnce()) {
      life.ended();
    }
  }
}

package io.jitpeers.internal.warmup;

import com.google.common.collect.Iterables;
import io.jitpeers.internal.Pipeline;
import io.jitpeers.internal.PipelineConfig;
import io.jitpeers.internal.agreement.Candidate;
import io.jitpeers.source.UdpPacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the JVM load and compile the code for first packets before the first packet arrives.
 * Otherwise the first client would wait hundreds of times as long as later clients. The
 * orchestrator's own code is rehearsed with made-up clients. For the config source and the store,
 * the warm-up calls their own {@code warmUp} methods. The warm-up installs nothing on the device,
 * sends no request to the control plane, and does not affect counters or listeners.
 *
 * <p>The pipeline and each class of a config source or store are warmed up once per process,
 * because their code stays loaded and compiled until the process ends.
 */
public final class WarmUp implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final Set<Class<?>> WARM = ConcurrentHashMap.newKeySet();

  private final PeerConfigSource configSource;
  private final PeerStore store;
  private final boolean overUdp;
  private final Candidate keyAgreement;
  private final Duration limit;

  private WarmUp(PipelineConfig config) {
    this.configSource = config.configSource();
    this.store = config.store();
    this.keyAgreement = config.keyAgreement();
    this.overUdp =
        config.packetSources().stream().anyMatch(source -> source instanceof UdpPacketSource);
    this.limit = config.startOptions().warmUp();
  }

  /**
   * Returns the warm-up of an orchestrator. If the warm-up is disabled, running it does nothing.
   */
  public static Runnable of(PipelineConfig config) {
    Duration limit = config.startOptions().warmUp();
    // Tests that provide executors decide what runs when, so nothing is warmed up with them.
    return limit.isZero() || config.executors() != null ? () -> {} : new WarmUp(config);
  }

  /**
   * Warms up each part on a thread of its own. Returns when all parts are done, or when the time
   * limit in the start options has passed.
   */
  @Override
  public void run() {
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    // The rehearsal is not interrupted. It ends by itself when the time is up, and an interrupt
    // would make it log that it cannot close.
    List<Thread> uninterrupted = new ArrayList<>();
    begin(uninterrupted, Pipeline.class, this::rehearse);
    begin(threads, configSource.getClass(), () -> configSource.warmUp(limit));
    begin(threads, store.getClass(), () -> store.warmUp(limit));
    try {
      for (Thread thread : Iterables.concat(threads, uninterrupted)) {
        TimeUnit.NANOSECONDS.timedJoin(thread, limit.toNanos() - (System.nanoTime() - start));
      }
      threads.forEach(Thread::interrupt); // Has no effect on threads that have ended.
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }

  private static void begin(List<Thread> threads, Class<?> what, Runnable part) {
    if (WARM.add(what)) {
      Thread thread = new Thread(() -> guarded(what, part), "jit-warm-up-" + what.getSimpleName());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /**
   * Runs a part of the warm-up. If the part fails, the failure is logged, and the first client
   * waits longer than after a complete warm-up.
   */
  private static void guarded(Class<?> what, Runnable part) {
    try {
      part.run();
    } catch (RuntimeException | Error e) {
      log.warn("warming up {} failed; the first client waits longer", what.getName(), e);
    }
  }

  private void rehearse() {
    if (!overUdp) {
      rehearse(new DirectWire());
      return;
    }
    try (LoopbackWire wire = new LoopbackWire()) {
      rehearse(wire);
    } catch (IOException | UncheckedIOException e) {
      log.debug("the loopback interface cannot be used; rehearsing without it", e);
      rehearse(new DirectWire());
    }
  }

  private void rehearse(Rehearsal.Wire wire) {
    try (Rehearsal rehearsal = new Rehearsal(wire, keyAgreement, new SecureRandom())) {
      int clients = rehearsal.run(limit);
      log.debug("rehearsed with {} clients", clients);
    } catch (StoreException e) {
      throw new IllegalStateException("the store in memory failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The time is up.
    }
  }
}

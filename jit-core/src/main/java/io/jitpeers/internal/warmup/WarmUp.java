package io.jitpeers.internal.warmup;

import com.google.common.collect.Iterables;
import io.jitpeers.internal.Pipeline;
import io.jitpeers.internal.PipelineConfig;
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
 * Has the JVM load and compile what a first packet needs, before one comes: a first client would
 * otherwise wait hundreds of times as long as later ones. The orchestrator's own path is rehearsed
 * with made-up clients, and the config source and the store do what they can by themselves. Nothing
 * is installed, looked up, counted or told.
 *
 * <p>Each class once in a process, for what it is about is the process's.
 */
public final class WarmUp implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final Set<Class<?>> WARM = ConcurrentHashMap.newKeySet();

  private final PeerConfigSource configSource;
  private final PeerStore store;
  private final boolean overUdp;
  private final Duration limit;

  private WarmUp(PipelineConfig config) {
    this.configSource = config.configSource();
    this.store = config.store();
    this.overUdp =
        config.packetSources().stream().anyMatch(source -> source instanceof UdpPacketSource);
    this.limit = config.startOptions().warmUp();
  }

  /** Returns what warms up for an orchestrator, or does nothing if that is not wanted. */
  public static Runnable of(PipelineConfig config) {
    Duration limit = config.startOptions().warmUp();
    // Whoever decides what runs when does not want this to run by itself.
    return limit.isZero() || config.executors() != null ? () -> {} : new WarmUp(config);
  }

  /** Warms up, each part on a thread of its own. Returns when they are done or the time is up. */
  @Override
  public void run() {
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    // Ends by itself when the time is up; interrupted it would complain that it cannot close.
    List<Thread> uninterrupted = new ArrayList<>();
    begin(uninterrupted, Pipeline.class, this::rehearse);
    begin(threads, configSource.getClass(), () -> configSource.warmUp(limit));
    begin(threads, store.getClass(), () -> store.warmUp(limit));
    try {
      for (Thread thread : Iterables.concat(threads, uninterrupted)) {
        TimeUnit.NANOSECONDS.timedJoin(thread, limit.toNanos() - (System.nanoTime() - start));
      }
      threads.forEach(Thread::interrupt); // Nothing to those that have ended.
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

  /** What does not work only makes the first client wait. */
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
      log.debug("nothing can be received over loopback; rehearsing without", e);
      rehearse(new DirectWire());
    }
  }

  private void rehearse(Rehearsal.Wire wire) {
    try (Rehearsal rehearsal = new Rehearsal(wire, new SecureRandom())) {
      int clients = rehearsal.run(limit);
      log.debug("rehearsed with {} clients", clients);
    } catch (StoreException e) {
      throw new IllegalStateException("the store in memory failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The time is up.
    }
  }
}

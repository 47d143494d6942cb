package io.jitpeers.benchmarks.kernel.sweep;

import io.jitpeers.benchmarks.kernel.sweep.Initiations.FirstPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Offers first packets at a steady pace, and measures how long each peer takes to be installed. Not
 * thread-safe.
 */
final class SteadyArrivals {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long DROPPED = -1;
  private static final double MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private final EvictingGateway gateway;
  private final long everyNanos;

  SteadyArrivals(EvictingGateway gateway, Duration every) {
    this.gateway = gateway;
    this.everyNanos = every.toNanos();
  }

  /**
   * Offers packets at a steady pace. Ends when no packet is left or the condition no longer holds.
   * The first packet is offered at once, whether or not the condition holds.
   *
   * @return for each offered packet, the milliseconds from the moment at which the packet was due
   *     until the packet's peer was installed; in ascending order
   */
  List<Double> run(List<FirstPacket> packets, BooleanSupplier goesOn) throws InterruptedException {
    AtomicLongArray nanos = new AtomicLongArray(packets.size());
    List<CountDownLatch> answered = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < packets.size() && (i == 0 || goesOn.getAsBoolean()); i++) {
      int number = i;
      CountDownLatch latch = new CountDownLatch(1);
      answered.add(latch);
      gateway.offer(
          packets.get(i),
          start + i * everyNanos,
          time -> {
            nanos.set(number, time);
            latch.countDown();
          });
      sleepUntil(start + (i + 1) * everyNanos);
    }
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < answered.size(); i++) {
      if (!answered.get(i).await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          || nanos.get(i) == DROPPED) {
        throw new IllegalStateException("The first packet " + i + " was not answered");
      }
      millis.add(nanos.get(i) / MILLISECOND);
    }
    Collections.sort(millis);
    return millis;
  }

  private static void sleepUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}

package io.jitpeers.examples.gateway.webhook;

import io.jitpeers.event.JitListener;
import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to an HTTP server which clients connect and disconnect. Events that wait are sent
 * together, in their order, by a thread of its own. A message that fails is sent again, with the
 * same ID and with growing pauses, until the server takes or refuses it. Meanwhile a bounded number
 * of events waits; further events are dropped, and the next message says how many. Thread-safe.
 */
public final class Webhook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Webhook.class);

  /** The maximum number of waiting events, about 4 MB. */
  static final int MOST_WAITING = 10_000;

  /** The maximum number of events in a message, about 200 kB. */
  static final int MOST_TOGETHER = 500;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 6;

  /** How long {@link #close} waits for the events that are left. */
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final Delivery delivery;
  private final TimeSource time;
  private final Pause pause;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // The following fields are guarded by the lock.
  private final List<String> waiting = new ArrayList<>();
  private final Counts counts = new Counts();
  private long lost;
  private boolean closed;

  /** Waits between two tries. Tests replace it. */
  @FunctionalInterface
  interface Pause {
    /** Waits, or returns at once if the webhook is closed meanwhile. */
    void of(Duration duration) throws InterruptedException;
  }

  /** What became of events until now. */
  private static final class Counts {
    private long delivered;
    private long dropped;
  }

  /**
   * Creates a webhook and starts its thread.
   *
   * @param receiver the server's URL, http or https
   * @param secret the secret with which messages are signed, {@code whsec_} and base64, or any text
   * @param time the clocks
   * @return the webhook
   * @throws IllegalArgumentException if the URL or the secret cannot be used; the message does not
   *     quote the secret
   */
  public static Webhook to(URI receiver, String secret, TimeSource time) {
    if (!List.of("http", "https").contains(String.valueOf(receiver.getScheme()))
        || receiver.getHost() == null) {
      throw new IllegalArgumentException("the receiver must be an http or https URL with a host");
    }
    return new Webhook(new Delivery(receiver, new Signature(secret)), time, null);
  }

  Webhook(Delivery delivery, TimeSource time, @Nullable Pause pause) {
    this.delivery = delivery;
    this.time = time;
    this.pause = pause == null ? this::await : pause;
    this.thread = new Thread(this::run, "jit-webhook");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /**
   * Returns a listener that reports the clients of one interface.
   *
   * @param interfaceName the interface, as messages name it
   * @return a listener, whose calls never wait for the server
   */
  public JitListener listener(String interfaceName) {
    return new SessionEvents(interfaceName, this::offer, time);
  }

  /** Queues an event, or drops it if too many wait. */
  void offer(String event) {
    lock.lock();
    try {
      if (closed || waiting.size() >= MOST_WAITING) {
        lost++;
        counts.dropped++;
      } else {
        waiting.add(event);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the number of events that the server has taken.
   *
   * @return zero or more
   */
  public long delivered() {
    return read(() -> counts.delivered);
  }

  /**
   * Returns the number of events that were dropped: too many waited, the server refused them, or
   * they were left when the gateway ended.
   *
   * @return zero or more
   */
  public long dropped() {
    return read(() -> counts.dropped);
  }

  private long read(LongSupplier value) {
    lock.lock();
    try {
      return value.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (Message next = next(); next != null; next = next()) {
        deliver(next);
      }
    } catch (InterruptedException e) {
      log.warn("the webhook was interrupted, so it ends", e);
    }
  }

  /** Events that are sent together. */
  private record Message(String id, List<String> events, long lost) {
    String body() {
      return "{\"lost\":" + lost + ",\"events\":[" + String.join(",", events) + "]}";
    }
  }

  /** Waits for events, and returns them as a message; null if it is closed and nothing is left. */
  private @Nullable Message next() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      if (waiting.isEmpty()) {
        return null;
      }
      List<String> first = waiting.subList(0, Math.min(waiting.size(), MOST_TOGETHER));
      Message message = new Message("msg_" + UUID.randomUUID(), List.copyOf(first), lost);
      first.clear();
      lost = 0;
      return message;
    } finally {
      lock.unlock();
    }
  }

  private void deliver(Message message) throws InterruptedException {
    for (int tries = 0; ; tries++) {
      Delivery.Answer answer =
          delivery.send(message.id(), time.wallTime().getEpochSecond(), message.body());
      switch (answer.result()) {
        case DELIVERED -> {
          count(message.events().size(), 0);
          if (tries > 0) {
            log.info("the webhook's receiver takes messages again");
          }
          return;
        }
        case REFUSED -> {
          drop(message, "refused", answer.reason());
          return;
        }
        case FAILED -> {
          if (tries == 0) {
            log.warn("the webhook's receiver failed, and is tried again: {}", answer.reason());
          }
          pause.of(pauseAfter(tries));
          if (isClosed()) {
            drop(message, "was not taken before the gateway ended", answer.reason());
            return;
          }
        }
      }
    }
  }

  private void drop(Message message, String why, String reason) {
    count(0, message.events().size());
    log.atWarn()
        .addKeyValue("events", message.events().size())
        .addKeyValue("reason", reason)
        .log("a message of the webhook {}", why);
  }

  /** Doubles with each try, and varies by half, so that gateways do not come back all at once. */
  private static Duration pauseAfter(int tries) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
    long millis = Math.min(doubled.toMillis(), LONGEST_PAUSE.toMillis());
    return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis));
  }

  private void count(int delivered, int dropped) {
    lock.lock();
    try {
      counts.delivered += delivered;
      counts.dropped += dropped;
      lost += dropped;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void await(Duration duration) throws InterruptedException {
    lock.lock();
    try {
      long left = duration.toNanos();
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends the events that are left, for at most 3 s, each message once. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(CLOSING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      thread.interrupt();
      log.warn("the webhook's receiver takes too long; events are lost at the end");
    }
  }
}

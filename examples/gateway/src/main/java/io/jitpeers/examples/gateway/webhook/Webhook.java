package io.jitpeers.examples.gateway.webhook;

import io.jitpeers.event.JitListener;
import io.jitpeers.examples.gateway.webhook.EventQueue.Message;
import io.jitpeers.time.TimeSource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to an HTTP server which clients connect and disconnect, and which interfaces are created
 * anew or change their keys. Waiting events are sent together, in their order, by a separate
 * thread. A message that fails is sent again, with the same ID and with growing pauses, until the
 * server accepts or refuses the message or this webhook is {@linkplain #close closed}. Meanwhile a
 * bounded number of events waits. If more events arrive, the oldest are dropped, and the next
 * message says how many. Thread-safe.
 */
public final class Webhook implements MeterBinder, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Webhook.class);

  private static final String METER = "jit.webhook.events";
  private static final String DESCRIPTION = "Events that were delivered to the webhook or dropped.";

  /** The maximum number of waiting events. 10,000 events take about 4 MB. */
  static final int MOST_WAITING = 10_000;

  /** The maximum number of events in a message. A message with 500 events has about 200 kB. */
  static final int MOST_TOGETHER = 500;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 6;

  /** How long {@link #close} waits for the events that are left. */
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final Delivery delivery;
  private final TimeSource time;
  private final Pause pause;
  private final Duration closing;
  private final EventQueue queue = new EventQueue(MOST_WAITING, MOST_TOGETHER);
  private final Thread thread;
  private volatile boolean overflowing;

  /** Waits between two tries. Tests replace it. */
  @FunctionalInterface
  interface Pause {
    /** Waits for the given time. If the webhook is closed during the wait, returns early. */
    void of(Duration duration) throws InterruptedException;
  }

  /**
   * Creates a webhook and starts its thread.
   *
   * @param receiver the server's URL, http or https
   * @param secret the secret with which messages are signed: either {@code whsec_} and the key in
   *     base64, or any other text
   * @param time the clocks
   * @return the webhook
   * @throws IllegalArgumentException if the URL or the secret cannot be used; the message does not
   *     quote the secret
   */
  public static Webhook to(URI receiver, String secret, TimeSource time) {
    check(receiver);
    return new Webhook(new Delivery(receiver, new Signature(secret)), time, null, CLOSING);
  }

  /**
   * Checks whether messages can be sent to a URL and signed with a secret. Sends nothing.
   *
   * @param receiver the server's URL
   * @param secret the secret
   * @throws IllegalArgumentException if the URL or the secret cannot be used; the message does not
   *     quote the secret
   */
  public static void check(URI receiver, String secret) {
    check(receiver);
    var unused = new Signature(secret);
  }

  private static void check(URI receiver) {
    if (!List.of("http", "https").contains(String.valueOf(receiver.getScheme()))
        || receiver.getHost() == null) {
      throw new IllegalArgumentException("the receiver must be an http or https URL with a host");
    }
  }

  /**
   * Creates a webhook and starts its thread.
   *
   * @param pause null to wait in real time
   * @param closing how long {@link #close} waits for the events that are left
   */
  Webhook(Delivery delivery, TimeSource time, @Nullable Pause pause, Duration closing) {
    this.delivery = delivery;
    this.time = time;
    this.closing = closing;
    this.pause = pause == null ? wait -> queue.await(wait.toNanos()) : pause;
    this.thread = new Thread(this::run, "jit-webhook");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /**
   * Returns a listener that reports the clients of one interface.
   *
   * @param interfaceName the name of the interface in the messages
   * @return a listener, whose calls never wait for the server
   */
  public JitListener listener(String interfaceName) {
    return new SessionEvents(interfaceName, this::offer, time);
  }

  /** Queues an event. */
  void offer(String event) {
    boolean room = queue.add(event);
    if (!room && !overflowing) {
      overflowing = true;
      log.warn(
          "more than {} events of the webhook wait, so the oldest are dropped until its receiver"
              + " takes messages",
          MOST_WAITING);
    }
  }

  /**
   * Returns the number of events that the server has accepted.
   *
   * @return zero or more
   */
  public long delivered() {
    return queue.delivered();
  }

  /**
   * Returns the number of events that were dropped because too many events waited, because the
   * server refused them, or because they still waited when the gateway ended.
   *
   * @return zero or more
   */
  public long dropped() {
    return queue.dropped();
  }

  /**
   * Registers the counters {@code jit.webhook.events}. Their tag {@code result} is delivered or
   * dropped.
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder(METER, this, Webhook::delivered)
        .description(DESCRIPTION)
        .tag("result", "delivered")
        .register(registry);
    FunctionCounter.builder(METER, this, Webhook::dropped)
        .description(DESCRIPTION)
        .tag("result", "dropped")
        .register(registry);
  }

  private void run() {
    try {
      for (Message next = queue.next(); next != null; next = queue.next()) {
        deliver(next);
      }
    } catch (InterruptedException e) {
      if (!queue.isClosed()) {
        log.warn("the webhook was interrupted, so it ends", e);
      }
    }
  }

  private void deliver(Message message) throws InterruptedException {
    for (int tries = 0; ; tries++) {
      // When the webhook is closed, a message that waits for its next try is sent once more.
      boolean last = queue.isClosed();
      Delivery.Answer answer =
          delivery.send(message.id(), time.wallTime().getEpochSecond(), message.body());
      if (answer.result() == Delivery.Result.DELIVERED) {
        taken(tries);
        return;
      }
      if (answer.result() == Delivery.Result.REFUSED || last) {
        drop(message, last ? "was not taken before the gateway ended" : "was refused", answer);
        return;
      }
      if (tries == 0) {
        log.warn("the webhook's receiver failed, and is tried again: {}", answer.reason());
      }
      pause.of(pauseAfter(tries));
    }
  }

  private void taken(int tries) {
    queue.taken();
    overflowing = false;
    if (tries > 0) {
      log.info("the webhook's receiver takes messages again");
    }
  }

  private void drop(Message message, String why, Delivery.Answer answer) {
    queue.refused(message);
    log.atWarn()
        .addKeyValue("events", message.events().size())
        .addKeyValue("reason", answer.reason())
        .log("a message of the webhook {}", why);
  }

  /**
   * Returns the pause after a number of tries. The pause doubles with each try, up to a maximum.
   * The result is then varied at random by up to ± 50 %, so that gateways do not all retry at the
   * same time.
   */
  private static Duration pauseAfter(int tries) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
    long millis = Math.min(doubled.toMillis(), LONGEST_PAUSE.toMillis());
    return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis));
  }

  /**
   * Sends the events that are left, for at most 3 s. A message that now fails is not sent again.
   */
  @Override
  public void close() {
    queue.close();
    try {
      thread.join(closing.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      thread.interrupt();
      log.warn(
          "the webhook's receiver takes too long at the end; {} events are lost", queue.abandon());
    }
  }
}

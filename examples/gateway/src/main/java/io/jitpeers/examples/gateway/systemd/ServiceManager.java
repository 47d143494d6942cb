package io.jitpeers.examples.gateway.systemd;

import io.jitpeers.time.Scheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notifications to the service manager that started this program, if the service manager
 * requests them (sd_notify(3)). The notifications say that the program is ready, what its status
 * is, that it is alive (for the watchdog), and that it stops. Without a service manager, nothing is
 * sent. If sending fails, a warning is logged, and the report is sent again later. Only the report
 * that the program stops is not sent again. Thread-safe.
 */
public final class ServiceManager implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);

  /** How often the status is updated, unless the watchdog needs notifications more often. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /**
   * How many notifications are sent within the watchdog's timeout. If two in a row are lost, the
   * third still arrives in time.
   */
  private static final int SIGNS = 3;

  private final @Nullable NotifySocket socket;
  private final @Nullable Duration watchdog;
  private final Scheduler scheduler;
  private @Nullable Watched watched;
  private String told = "";
  private boolean ready;
  private boolean failing;
  private boolean ended;

  private ServiceManager(
      @Nullable NotifySocket socket, @Nullable Duration watchdog, Scheduler scheduler) {
    this.socket = socket;
    this.watchdog = watchdog;
    this.scheduler = scheduler;
  }

  /**
   * What the repeated notifications report.
   *
   * @param alive returns whether to notify the watchdog; nothing is sent while the call blocks
   * @param status returns a line for people
   */
  private record Watched(Supplier<Boolean> alive, Supplier<String> status) {}

  /**
   * Reads what the service manager requests.
   *
   * @param environment this process's environment variables, including NOTIFY_SOCKET, WATCHDOG_USEC
   *     and WATCHDOG_PID
   * @param scheduler schedules notifications; closed by the returned manager
   * @return a manager, which does nothing if no notification is requested
   */
  public static ServiceManager of(Map<String, String> environment, Scheduler scheduler) {
    String name = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (name.isEmpty()) {
      return new ServiceManager(null, null, scheduler);
    }
    Optional<Duration> watchdog = Optional.empty();
    try {
      watchdog = WatchdogInterval.of(environment, ProcessHandle.current().pid());
    } catch (IllegalArgumentException e) {
      log.warn("the service manager gets no signs of life: {}", e.getMessage());
    }
    try {
      return new ServiceManager(NotifySocket.open(name), watchdog.orElse(null), scheduler);
    } catch (IOException e) {
      log.warn("the service manager cannot be told that this program is ready", e);
      return new ServiceManager(null, null, scheduler);
    }
  }

  /**
   * Reports that the program is ready. From now on, also reports the program's status and, while
   * {@code alive} returns true, that the program works.
   *
   * @param alive returns whether the program works; called first on the caller's thread, and then
   *     on the scheduler's thread
   * @param status returns one line for people; called on the same threads
   */
  public void ready(Supplier<Boolean> alive, Supplier<String> status) {
    if (socket != null) {
      synchronized (this) {
        watched = new Watched(alive, status);
      }
      tell();
    }
  }

  /** Sends the notifications that are due, and schedules the next call of this method. */
  private void tell() {
    Watched now;
    synchronized (this) {
      if (ended) {
        return;
      }
      now = Objects.requireNonNull(watched);
    }
    try {
      // Called without the lock. If the call hangs, the watchdog misses a notification, but close
      // is not delayed.
      boolean alive = now.alive().get();
      send(alive, now.status().get().replace('\n', ' '));
    } catch (RuntimeException | Error e) {
      log.error("this program's state is unknown; the service manager is not notified", e);
    }
    Duration next = LOOK_EVERY;
    if (watchdog != null && watchdog.dividedBy(SIGNS).compareTo(next) < 0) {
      next = watchdog.dividedBy(SIGNS);
    }
    synchronized (this) {
      if (!ended) {
        scheduler.schedule(this::tell, next);
      }
    }
  }

  private synchronized void send(boolean alive, String status) {
    StringBuilder text = new StringBuilder();
    if (!ready) {
      text.append("READY=1\n");
    }
    if (!status.equals(told)) {
      text.append("STATUS=").append(status).append('\n');
    }
    if (alive && watchdog != null) {
      text.append("WATCHDOG=1\n");
    }
    if (!ended && text.length() > 0 && send(text.toString())) {
      ready = true;
      told = status;
    }
  }

  private boolean send(String text) {
    try {
      Objects.requireNonNull(socket).send(text);
      failing = false;
      return true;
    } catch (IOException e) {
      if (!failing) {
        log.warn("the service manager cannot be notified; this is retried until it succeeds", e);
      }
      failing = true;
      return false;
    }
  }

  /**
   * Reports that the program stops, unless the service manager was never told that the program is
   * ready. Sends nothing afterwards. Does nothing if called again.
   */
  public synchronized void stopping() {
    if (!ended && ready) {
      var unused = send("STOPPING=1\nSTATUS=ending\n");
    }
    ended = true;
  }

  /**
   * Calls {@link #stopping}, and closes the scheduler and the socket. Closing again does nothing.
   */
  @Override
  public void close() {
    stopping();
    scheduler.close();
    if (socket != null) {
      socket.close();
    }
  }
}

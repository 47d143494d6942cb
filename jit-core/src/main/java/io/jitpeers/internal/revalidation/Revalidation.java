package io.jitpeers.internal.revalidation;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.internal.hotset.ResidentConfigs;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the control plane again about resident peers, which are the peers on the device. Peers whose
 * answers are no longer fresh are asked about at a limited rate, in the order in which the answers
 * became outdated. Peers that may have changed according to a hint come before them, at the same
 * rate. A peer that holds an allowed IP that another peer wants is asked about at once. {@link
 * Rulings} applies the answers. Thread-safe; no call blocks.
 */
public final class Revalidation implements JitListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Revalidation.class);

  /**
   * The shortest pause between two groups of due questions. Asking in groups saves timers. The
   * groups are small, so that the lookup for a client's first packet waits for at most a few of
   * these questions.
   */
  private static final Duration LEAST_PAUSE = Duration.ofMillis(5);

  /**
   * The pause between questions while the control plane cannot be reached. One question shows
   * whether the control plane is back.
   */
  private static final Duration WHILE_UNREACHABLE = Duration.ofSeconds(1);

  private final RevalidationParts parts;
  private final ResidentConfigs configs;
  private final Rulings rulings;
  private final Asker asker;
  private final Agenda agenda;
  private final RevalidationCounters counters = new RevalidationCounters();
  private final FailureLog failures;

  private final Object lock = new Object();
  private final Map<PublicKey, Question> open = new HashMap<>();
  private Scheduler.@Nullable Cancellable wakeUp;
  private long wakeUpAt;
  private boolean started;
  private boolean closed;

  public Revalidation(RevalidationParts parts) {
    this.parts = parts;
    this.failures = new FailureLog(log, parts.time());
    this.configs = parts.hotSet().configs();
    this.rulings = new Rulings(parts, counters, new Rounds());
    this.asker = new Asker(parts, counters, rulings, this::isSuperseded, rulings::dropped);
    this.agenda = new Agenda(parts, LEAST_PAUSE);
  }

  /** Begins to ask about resident peers. */
  public void start() {
    synchronized (lock) {
      started = true;
    }
    arm();
  }

  /**
   * Records that a peer was installed. Called on the thread that writes to the device.
   *
   * @param config the control plane's answer
   * @param fresh how long the answer is fresh, as the answer itself states
   * @param hinted whether a hint of a change arrived after the control plane was asked
   */
  public void installed(PeerConfig config, Duration fresh, boolean hinted) {
    PublicKey key = config.publicKey();
    supersede(key);
    rulings.installed(config, fresh);
    if (hinted) {
      hint(key);
    }
    arm();
  }

  /**
   * Makes the open question about a peer void, because the peer was installed with a newer answer
   * or was revoked. A revocation calls this method before it drops the peer's cached answer, so
   * that the open question's answer is not cached afterwards.
   */
  public void supersede(PublicKey key) {
    synchronized (lock) {
      Question question = open.get(key);
      if (question != null) {
        question.superseded = true;
      }
    }
  }

  /**
   * Applies the control plane's answer about a peer that another program installed and that this
   * gateway has just adopted as its own. This answer has the same effect as an answer to a
   * question.
   */
  public void adopted(PublicKey key, PeerLookup.Found answer) {
    Question question = new Question(key, parts.time().nanoTime(), Question.Reason.TURN);
    boolean begun;
    synchronized (lock) {
      begun = !closed && open.putIfAbsent(key, question) == null;
    }
    if (begun) {
      asker.adopted(question, answer);
    }
  }

  /**
   * Handles a hint that a peer may have changed. Does nothing if the peer is not on the device or
   * belongs to another program.
   */
  public void hint(PublicKey key) {
    counters.hints.increment();
    askSoon(key);
  }

  private void askSoon(PublicKey key) {
    synchronized (lock) {
      Question question = open.get(key);
      if (question != null) {
        question.hinted = true;
        parts.answers().changed(key);
      } else if (!closed && configs.isOurs(key)) {
        agenda.hint(key);
      }
    }
    arm();
  }

  /** Handles a hint that any peer may have changed. */
  public void hintAll() {
    synchronized (lock) {
      open.values().forEach(question -> question.hinted = true);
      parts.answers().missed();
    }
    configs.askAboutAll();
    arm();
  }

  /**
   * Asks about one peer at once. Called when a client waits for the result, and when a lookup by
   * another class found that the peer no longer exists, has expired or has a config that is
   * refused.
   *
   * @return a future that completes with true once the question is settled, even without a usable
   *     answer; with false if the peer is not this gateway's own or if this object is closed
   */
  public CompletableFuture<Boolean> check(PublicKey key) {
    return check(key, Question.Reason.CLIENT);
  }

  private CompletableFuture<Boolean> check(PublicKey key, Question.Reason reason) {
    CompletableFuture<Boolean> settled = new CompletableFuture<>();
    Question question;
    synchronized (lock) {
      if (closed || !configs.isOurs(key)) {
        return CompletableFuture.completedFuture(false);
      }
      Question earlier = open.get(key);
      if (earlier != null) {
        earlier.waitersForNext.add(settled);
        if (reason == Question.Reason.CLIENT) {
          earlier.nextReason = reason;
        }
        return settled;
      }
      question = new Question(key, parts.time().nanoTime(), reason);
      question.waiters.add(settled);
      open.put(key, question);
    }
    asker.ask(question);
    return settled;
  }

  /** Releases the {@link Brake} and starts to evict the peers it held. Returns their number. */
  public int releaseBrake() {
    return rulings.releaseBrake();
  }

  /** Forgets a peer that left the device; asks again about a peer that another program changed. */
  @Override
  public void onEvent(JitEvent event) {
    if (event instanceof JitEvent.PeerEvicted evicted) {
      forget(evicted.key());
    } else if (event instanceof JitEvent.PeerLost lost) {
      forget(lost.key());
    } else if (event instanceof JitEvent.ForeignChange change) {
      askSoon(change.key());
    } else if (event instanceof JitEvent.SweepCompleted) {
      // The sweep's listing may have queued peers to ask about.
      arm();
    }
  }

  private void forget(PublicKey key) {
    synchronized (lock) {
      agenda.forget(key);
    }
    rulings.forget(key);
  }

  /**
   * Schedules the next questions for the earliest time that is permitted. Called when other code
   * has queued a peer, and from time to time. If scheduling fails, the next call tries again.
   */
  public void arm() {
    try {
      armNext();
    } catch (RuntimeException | Error e) {
      failures.record("the next question could not be scheduled; trying again later", e);
    }
  }

  private void armNext() {
    boolean reachable = parts.lookups().reachable();
    long now = parts.time().nanoTime();
    synchronized (lock) {
      long wait = agenda.untilNext();
      if (!started || closed || wait == ResidentConfigs.NEVER || isFull(reachable)) {
        return;
      }
      Duration least = reachable ? LEAST_PAUSE : WHILE_UNREACHABLE;
      long pause = Math.max(least.toNanos(), wait);
      if (wakeUp != null) {
        if (wakeUpAt - (now + pause) <= 0) {
          return;
        }
        wakeUp.cancel();
        wakeUp = null;
      }
      wakeUpAt = now + pause;
      wakeUp = parts.scheduler().schedule(this::wake, Duration.ofNanos(pause));
    }
  }

  /**
   * Returns whether no further question may be opened. While the control plane cannot be reached,
   * the limit is one open question. The caller holds the lock.
   */
  private boolean isFull(boolean reachable) {
    return open.size() >= (reachable ? parts.mostOpen() : 1);
  }

  private void wake() {
    List<Question> next = new ArrayList<>();
    try {
      synchronized (lock) {
        wakeUp = null;
      }
      if (!parts.lookups().reachable()) {
        rulings.expireOverdue();
      }
      open(next);
    } catch (RuntimeException | Error e) {
      failures.record("asking again about resident peers failed", e);
    }
    // After a failure, the questions that were opened before it are asked too. Otherwise they would
    // stay open for ever.
    next.forEach(asker::ask);
    arm();
  }

  private void open(List<Question> next) {
    boolean reachable = parts.lookups().reachable();
    synchronized (lock) {
      while (!closed && !isFull(reachable)) {
        Question question = agenda.next();
        if (question == null) {
          break;
        }
        if (open.putIfAbsent(question.key, question) == null) {
          next.add(question);
        }
      }
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  private boolean isSuperseded(Question question) {
    synchronized (lock) {
      return question.superseded || closed;
    }
  }

  /** Ends a question, whether or not its answer was applied. */
  private void settled(Question question) {
    Question next = null;
    synchronized (lock) {
      open.remove(question.key, question);
      boolean isOld = question.hinted || question.superseded;
      if (!question.waitersForNext.isEmpty()) {
        next = new Question(question.key, parts.time().nanoTime(), question.nextReason);
        next.waiters.addAll(question.waitersForNext);
        open.put(next.key, next);
      } else if (isOld && !closed && configs.isOurs(question.key)) {
        agenda.hint(question.key);
      }
    }
    question.waiters.forEach(waiter -> waiter.complete(true));
    if (next != null && !isClosed()) {
      asker.ask(next);
    } else if (next != null) {
      next.waiters.forEach(waiter -> waiter.complete(false));
    }
    arm();
  }

  /** Implements the callbacks of {@link Rulings}. */
  private final class Rounds implements Rulings.Rounds {
    @Override
    public void settled(Question question) {
      Revalidation.this.settled(question);
    }

    @Override
    public CompletableFuture<Boolean> checkHolder(PublicKey key) {
      return check(key, Question.Reason.HOLDER);
    }

    @Override
    public void queued() {
      arm();
    }

    @Override
    public void hint(PublicKey key) {
      Revalidation.this.hint(key);
    }

    @Override
    public boolean isHinted(Question question) {
      synchronized (lock) {
        return question.hinted;
      }
    }

    @Override
    public void remember(Question question, PeerLookup.Found answer) {
      synchronized (lock) {
        if (!question.hinted && !question.superseded && configs.isOurs(question.key)) {
          parts.answers().remember(question.key, answer);
        }
      }
    }

    @Override
    public boolean isSuperseded(Question question) {
      return Revalidation.this.isSuperseded(question);
    }
  }

  /** Returns counters and sizes. */
  public JitStatistics.Revalidations statistics() {
    int now;
    synchronized (lock) {
      now = open.size();
    }
    return rulings.statistics(now);
  }

  /** Asks no further questions, and cancels the open questions. Idempotent. */
  @Override
  public void close() {
    List<Question> left;
    synchronized (lock) {
      closed = true;
      if (wakeUp != null) {
        wakeUp.cancel();
        wakeUp = null;
      }
      left = List.copyOf(open.values());
    }
    for (Question question : left) {
      asker.cancel(question);
      question.waiters.forEach(waiter -> waiter.complete(false));
      question.waitersForNext.forEach(waiter -> waiter.complete(false));
    }
  }
}

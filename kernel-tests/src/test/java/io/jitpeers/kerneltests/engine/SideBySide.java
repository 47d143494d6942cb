package io.jitpeers.kerneltests.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Runs tests in several kernels in parallel, each with a part of the classes, because a User-Mode
 * Linux has only one CPU. Their events become one stream with one end.
 */
final class SideBySide implements InnerRun {

  /**
   * A message of a run: an event, or the end of the run with the reason why it is incomplete, if it
   * is.
   */
  private record Message(
      int run,
      Optional<RunEvent> event,
      Optional<String> reason,
      Optional<RuntimeException> failure) {
    static Message of(int run, RunEvent event) {
      return new Message(run, Optional.of(event), Optional.empty(), Optional.empty());
    }

    static Message over(int run, Optional<String> reason) {
      return new Message(run, Optional.empty(), reason, Optional.empty());
    }

    static Message broken(int run, RuntimeException failure) {
      return new Message(run, Optional.empty(), Optional.empty(), Optional.of(failure));
    }

    boolean isLast() {
      return event.isEmpty();
    }
  }

  private final List<InnerRun> runs;
  private final ClassSeconds known;

  /**
   * Creates a run of several.
   *
   * @param runs one for each kernel
   * @param known the durations of classes, by which they are divided
   */
  SideBySide(List<? extends InnerRun> runs, ClassSeconds known) {
    this.runs = List.copyOf(runs);
    this.known = known;
  }

  @Override
  public Optional<String> run(
      List<String> tests, Map<String, String> parameters, Consumer<RunEvent> events) {
    List<List<String>> parts = known.share(tests, runs.size());
    BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      threads.add(start(i, parts.get(i), parameters, messages));
    }
    try {
      return follow(parts.size(), messages, events);
    } finally {
      threads.forEach(Thread::interrupt);
      threads.forEach(SideBySide::awaitEnd);
    }
  }

  private Thread start(
      int index,
      List<String> tests,
      Map<String, String> parameters,
      BlockingQueue<Message> messages) {
    Runnable work =
        () -> {
          try {
            Optional<String> reason =
                runs.get(index)
                    .run(tests, parameters, event -> messages.add(Message.of(index, event)));
            messages.add(Message.over(index, reason));
          } catch (RuntimeException e) {
            messages.add(Message.broken(index, e));
          } catch (Error e) {
            // Without a last message, the thread that follows the runs would wait forever.
            messages.add(Message.broken(index, new IllegalStateException("a run broke", e)));
            throw e;
          }
        };
    Thread thread = new Thread(work, "kernel-" + (index + 1));
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Forwards events until each run is over; a failed run ends the others. */
  private static Optional<String> follow(
      int running, BlockingQueue<Message> messages, Consumer<RunEvent> events) {
    List<String> reasons = new ArrayList<>();
    int left = running;
    while (left > 0) {
      Message message = take(messages);
      if (message.failure().isPresent()) {
        throw message.failure().get();
      }
      // The whole stream ends when each part has ended.
      message.event().filter(event -> !(event instanceof RunEvent.Ended)).ifPresent(events);
      message.reason().ifPresent(reason -> reasons.add(numbered(running, message.run(), reason)));
      left -= message.isLast() ? 1 : 0;
    }
    if (reasons.isEmpty()) {
      events.accept(new RunEvent.Ended());
      return Optional.empty();
    }
    return Optional.of(String.join(" ", reasons));
  }

  private static String numbered(int running, int run, String reason) {
    return running == 1 ? reason : "Kernel " + (run + 1) + ": " + reason;
  }

  private static Message take(BlockingQueue<Message> messages) {
    try {
      return messages.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while kernels were running", e);
    }
  }

  private static void awaitEnd(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

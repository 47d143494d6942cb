package io.jitpeers.examples.gateway.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs programs and returns their output. */
public final class Programs {
  private Programs() {}

  /**
   * How a program ended.
   *
   * @param status its exit status
   * @param output what it has printed
   * @param complaints its error output
   */
  public record Ended(int status, String output, String complaints) {}

  /**
   * Runs a program without input.
   *
   * @param patience how long the program may run before it is killed
   * @return its output
   * @throws IOException if the program cannot be run, takes too long or fails; the message contains
   *     its error output
   */
  static String output(List<String> command, Duration patience) throws IOException {
    Ended ended = run(command, "", patience);
    if (ended.status() != 0) {
      throw new IOException(
          "\""
              + String.join(" ", command)
              + "\" failed ("
              + ended.status()
              + "): "
              + ended.complaints().strip());
    }
    return ended.output();
  }

  /**
   * Runs a program until it ends, with success or with a failure.
   *
   * @param command its name and arguments
   * @param input the program's standard input, which it need not read
   * @param patience how long it may run before it is killed
   * @return how it ended
   * @throws IOException if it cannot be run or takes too long
   */
  public static Ended run(List<String> command, String input, Duration patience)
      throws IOException {
    String what = "\"" + String.join(" ", command) + "\"";
    long deadline = System.nanoTime() + patience.toNanos();
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new IOException(what + " cannot be run: " + e.getMessage(), e);
    }
    try {
      writing(process.getOutputStream(), input);
      FutureTask<String> output = reading(process.getInputStream());
      FutureTask<String> complaints = reading(process.getErrorStream());
      String printed = output.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      String complained = complaints.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      return new Ended(process.exitValue(), printed, complained);
    } catch (TimeoutException e) {
      throw new IOException(what + " did not end within " + patience.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException(what + " was interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw new IOException(what + " cannot be read", e.getCause());
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Reads on a separate thread, because a program with much output waits until the output is read.
   */
  private static FutureTask<String> reading(InputStream stream) {
    FutureTask<String> task =
        new FutureTask<>(() -> new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    start(task, "jit-program-output");
    return task;
  }

  /**
   * Writes on a separate thread, because a program may end before it has read its whole input, or
   * may never read it.
   */
  private static void writing(OutputStream stream, String input) throws IOException {
    if (input.isEmpty()) {
      stream.close();
      return;
    }
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              try (stream) {
                stream.write(input.getBytes(StandardCharsets.UTF_8));
              }
              return true;
            });
    start(task, "jit-program-input");
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}

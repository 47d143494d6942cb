package io.jitpeers.examples.gateway.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs programs and returns their output. */
final class Programs {
  private Programs() {}

  /**
   * Runs a program without input.
   *
   * @param patience how long the program may run before it is killed
   * @return its output
   * @throws IOException if the program cannot be run, takes too long or fails; the message contains
   *     its error output
   */
  static String output(List<String> command, Duration patience) throws IOException {
    String what = "\"" + String.join(" ", command) + "\"";
    long deadline = System.nanoTime() + patience.toNanos();
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new IOException(what + " cannot be run: " + e.getMessage(), e);
    }
    try {
      process.getOutputStream().close();
      FutureTask<String> output = reading(process.getInputStream());
      FutureTask<String> complaints = reading(process.getErrorStream());
      String printed = output.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      String complained = complaints.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            what + " failed (" + process.exitValue() + "): " + complained.strip());
      }
      return printed;
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

  /** Reads on a separate thread, because a program with much output waits until it is read. */
  private static FutureTask<String> reading(InputStream stream) {
    FutureTask<String> task =
        new FutureTask<>(() -> new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    Thread thread = new Thread(task, "jit-program-output");
    thread.setDaemon(true);
    thread.start();
    return task;
  }
}

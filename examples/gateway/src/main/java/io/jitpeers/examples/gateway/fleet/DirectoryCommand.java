package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.fleet.RedisFleet;
import io.jitpeers.fleet.RedisFleetOptions;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.FleetDirectory;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that reads which gateway has each peer. */
abstract class DirectoryCommand implements Callable<Integer> {
  static final int FAILED = 1;
  private static final long LIMIT_SECONDS = 60;

  /** A command's output streams, and the function that opens its fleet. Tests replace them. */
  record Surroundings(PrintStream out, PrintStream err, Opener opener) {
    static Surroundings real() {
      return new Surroundings(System.out, System.err, RedisFleet::new);
    }
  }

  /** Opens a fleet. */
  @FunctionalInterface
  interface Opener {
    /** Returns a fleet that is not started, and that the caller closes. */
    Fleet open(RedisFleetOptions options);
  }

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private EngineOptions engine = new EngineOptions();

  DirectoryCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Opens the fleet and executes the command.
   *
   * @return the exit code
   */
  @Override
  public final Integer call() throws InterruptedException {
    prepare();
    RedisFleetOptions options = engine.read(spec.commandLine(), this::adjust);
    try (Fleet fleet = surroundings.opener().open(options)) {
      // Requested before the start, so that the start fails if a permission for locations is
      // missing.
      FleetDirectory directory = fleet.directory();
      fleet.start();
      return use(directory);
    } catch (TimeoutException e) {
      return fail("the engine has not answered; try again");
    } catch (UncheckedIOException | ExecutionException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      return fail("the locations cannot be read: " + (cause == null ? e : cause.getMessage()));
    }
  }

  /**
   * Checks arguments and options.
   *
   * @throws ParameterException if an argument or an option is wrong
   */
  abstract void prepare();

  /**
   * Sets the fleet options that only this command has. Does nothing by default.
   *
   * @throws IllegalArgumentException if an option is wrong
   */
  void adjust(RedisFleetOptions.Builder options) {}

  /**
   * Executes the command with the directory, which says which gateway has each peer. Returns the
   * exit code.
   */
  abstract int use(FleetDirectory directory)
      throws InterruptedException, ExecutionException, TimeoutException;

  static <T> T answer(CompletionStage<T> stage)
      throws InterruptedException, ExecutionException, TimeoutException {
    return stage.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  PrintStream out() {
    return surroundings.out();
  }

  PrintStream err() {
    return surroundings.err();
  }

  /** Returns an exception that reports a mistake in the command line. */
  ParameterException mistake(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  /** Prints why the command failed, and returns its exit code. */
  int fail(String reason) {
    err().println(reason);
    return FAILED;
  }

  /**
   * Returns the exit code of a command that has printed its results. The exit code reports a
   * failure if the results could not be written.
   */
  int printed() {
    return out().checkError() ? fail("what was found could not be written to the end") : 0;
  }
}

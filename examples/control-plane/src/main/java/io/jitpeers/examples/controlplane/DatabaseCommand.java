package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The base class of the control plane's commands. It has the option for the database, and reports
 * failures as sentences.
 */
abstract class DatabaseCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  // Not marked as required, because picocli would require a required option before each subcommand
  // too.
  @Option(
      names = "--database",
      paramLabel = "FILE",
      description = "The SQLite file that holds the peers. Required.")
  private @Nullable Path database;

  /** Runs the command. Throws an exception that explains a failure. */
  abstract int run() throws IOException;

  @Override
  public final Integer call() {
    try {
      return run();
    } catch (DatabaseException | IOException | UncheckedIOException e) {
      return fail(String.valueOf(e.getMessage()));
    } catch (LinkageError e) {
      return fail("SQLite's native library cannot be loaded: " + e.getMessage());
    }
  }

  final Path database() {
    if (database == null) {
      throw mistake("Missing required option: '--database=FILE'", null);
    }
    return database;
  }

  /** Prints to standard output. */
  final void print(String text) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    if (out.checkError()) { // This also flushes.
      throw new IOException("standard output cannot be written");
    }
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  final int fail(String reason) {
    say(spec.qualifiedName() + ": " + reason);
    return FAILED;
  }

  /** Prints to standard error. */
  final void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(sentence);
    err.flush();
  }

  final ParameterException mistake(String sentence, @Nullable Throwable cause) {
    return new ParameterException(spec.commandLine(), sentence, cause);
  }

  /**
   * Reads a public key in the base64 form that wg(8) prints. An invalid key is reported as a
   * mistake in the arguments.
   */
  final PublicKey parseKey(String text) {
    try {
      return PublicKey.ofBase64(text);
    } catch (IllegalArgumentException e) {
      throw mistake(String.valueOf(e.getMessage()), e);
    }
  }
}

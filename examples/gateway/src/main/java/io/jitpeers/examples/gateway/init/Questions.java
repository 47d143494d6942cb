package io.jitpeers.examples.gateway.init;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks questions, and reads the answers from a terminal or from another input. Not thread-safe. */
final class Questions {
  private static final int TRIES = 3;

  private final @Nullable BufferedReader in;
  private final PrintWriter out;

  /**
   * Creates an instance.
   *
   * @param in the input with the answers; null to answer every question with its default
   */
  Questions(@Nullable BufferedReader in, PrintWriter out) {
    this.in = in;
    this.out = out;
  }

  /**
   * Asks a question and returns the answer. The question is skipped if an option gives the answer,
   * or if every question is answered with its default.
   *
   * @param given the answer that an option gives; null if there is none
   * @param wrong returns why an answer is wrong; returns empty if the answer is right
   * @throws EOFException if the input ends
   * @throws IllegalArgumentException if the given answer is wrong, or if the user has answered
   *     wrongly three times
   */
  String ask(
      String question,
      @Nullable String given,
      String standard,
      Function<String, Optional<String>> wrong)
      throws IOException {
    if (given != null || in == null) {
      String answer = given == null ? standard : given;
      wrong.apply(answer).ifPresent(Questions::refuse);
      return answer;
    }
    for (int attempt = 1; ; attempt++) {
      out.print(question + " [" + standard + "]: ");
      out.flush();
      String line = in.readLine();
      if (line == null) {
        out.println();
        throw new EOFException("the input ended before the question was answered");
      }
      String answer = line.isBlank() ? standard : line.strip();
      Optional<String> reason = wrong.apply(answer);
      if (reason.isEmpty()) {
        return answer;
      }
      if (attempt == TRIES) {
        refuse(reason.get());
      }
      out.println(reason.get());
    }
  }

  private static void refuse(String reason) {
    throw new IllegalArgumentException(reason);
  }
}

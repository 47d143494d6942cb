package io.jitpeers.examples.common;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reports mistakes in a command line as picocli does, but does not quote unknown arguments. An
 * unknown argument may contain a secret, for example if a user passes another program's option
 * {@code --token=} by mistake, and standard error often goes to a log.
 */
public final class CommandMistakes implements IParameterExceptionHandler {
  /** Creates a handler for mistakes. */
  public CommandMistakes() {}

  @Override
  public int handleParseException(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    String sentence =
        mistake instanceof UnmatchedArgumentException unmatched
            ? sentence(unmatched.getUnmatched())
            : String.valueOf(mistake.getMessage());
    err.println(command.getColorScheme().errorText(sentence));
    if (!UnmatchedArgumentException.printSuggestions(mistake, err)) {
      command.usage(err, command.getColorScheme());
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /**
   * Returns a sentence about the unknown arguments. If the first unknown argument is a long option,
   * the sentence contains the option's name, but not its value.
   */
  private static String sentence(List<String> unmatched) {
    String first = unmatched.isEmpty() ? "" : unmatched.get(0);
    if (!first.startsWith("--")) {
      return "There is an argument, or a short option, that is not known here.";
    }
    int equals = first.indexOf('=');
    return "Unknown option: '" + (equals < 0 ? first : first.substring(0, equals)) + "'";
  }
}

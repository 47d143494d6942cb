package io.jitpeers.examples.manual;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes a program's manual page from its command line. Immutable and thread-safe. */
final class ManualPage {
  private static final int WIDTH = 10_000;

  private final InstalledProgram program;
  private final String version;

  /**
   * Creates a page.
   *
   * @param version such as {@code 0.1.0}
   */
  ManualPage(InstalledProgram program, String version) {
    this.program = program;
    this.version = version;
  }

  /** Returns the page's source, in the macros of man(7). */
  String text() {
    Roff roff = new Roff();
    String name = program.name();
    roff.macro("TH", name, String.valueOf(program.section()), "", "JIT Peers " + version, "");
    // No hyphenation, which would break options, and no wide gaps between words.
    roff.macro("nh");
    roff.macro("ad", "l");
    roff.macro("SH", "NAME");
    roff.text(name + " - " + program.summary());
    CommandLine line = program.commandLine();
    roff.macro("SH", "SYNOPSIS");
    roff.text(synopsis(line));
    roff.macro("SH", "DESCRIPTION");
    description(line, roff);
    arguments(line.getCommandSpec(), roff);
    if (!line.getSubcommands().isEmpty()) {
      roff.macro("SH", "COMMANDS");
      subcommands(line, roff);
    }
    list("FILES", program.files(), roff);
    roff.macro("SH", "SEE ALSO");
    roff.text(String.join(", ", program.seeAlso()));
    return roff.toString();
  }

  private static void subcommands(CommandLine line, Roff roff) {
    for (CommandLine command : line.getSubcommands().values()) {
      if (!command.getCommandSpec().usageMessage().hidden()) {
        roff.macro("SS", command.getCommandSpec().qualifiedName());
        roff.text(synopsis(command));
        roff.macro("PP");
        description(command, roff);
        arguments(command.getCommandSpec(), roff);
        subcommands(command, roff);
      }
    }
  }

  /**
   * Returns the synopsis on one line. At the usual width, picocli would break lines within words.
   */
  private static String synopsis(CommandLine line) {
    line.getCommandSpec().usageMessage().width(WIDTH);
    return line.getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
  }

  private static void description(CommandLine line, Roff roff) {
    for (String paragraph : line.getCommandSpec().usageMessage().description()) {
      if (paragraph.isBlank()) {
        roff.macro("PP");
      } else {
        roff.text(paragraph);
      }
    }
  }

  private static void arguments(CommandSpec spec, Roff roff) {
    spec.positionalParameters().stream()
        .filter(parameter -> !parameter.hidden())
        .forEach(parameter -> argument(parameter.paramLabel(), parameter, roff));
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        String parameter = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        argument(String.join(", ", option.names()) + parameter, option, roff);
      }
    }
  }

  private static void argument(String label, ArgSpec argument, Roff roff) {
    roff.macro("TP");
    roff.bold(label);
    roff.text(String.join(" ", argument.description()));
  }

  private static void list(String title, List<InstalledProgram.File> files, Roff roff) {
    if (!files.isEmpty()) {
      roff.macro("SH", title);
    }
    for (InstalledProgram.File file : files) {
      roff.macro("TP");
      roff.bold(file.path());
      roff.text(file.meaning());
    }
  }
}

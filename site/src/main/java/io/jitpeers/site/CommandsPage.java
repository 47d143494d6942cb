package io.jitpeers.site;

import io.jitpeers.examples.Main;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * The page of the executable jar's commands. It shows what {@code --help} prints for each command
 * that is not hidden. Stateless.
 */
final class CommandsPage {
  private CommandsPage() {}

  static String write() {
    Page page = new Page("Commands", "the command lines of `jit-examples.jar`");
    page.paragraph(
        "The commands of `jit-examples.jar`, as `--help` shows them. The Debian packages install"
            + " them as the programs `jit-peers`, `jit-gateway` and `jit-control-plane`, with manual"
            + " pages.");
    add(page, Main.allCommands().getSubcommands());
    return page.text();
  }

  private static void add(Page page, Map<String, CommandLine> commands) {
    commands.forEach(
        (name, command) -> {
          if (!command.getCommandSpec().usageMessage().hidden()) {
            page.heading("`" + command.getCommandSpec().qualifiedName() + "`");
            page.block("text", command.getUsageMessage(Ansi.OFF));
            add(page, command.getSubcommands());
          }
        });
  }
}
